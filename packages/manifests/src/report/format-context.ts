import type { FixedFile } from '../fix-manifests.ts'
import type { Rule } from '../inspect/rule.ts'

/** What a format needs beside the report itself. */
export interface FormatContext {
  readonly command: 'check' | 'fix'
  readonly version: string
  /** The rules that looked, for formats that describe them. */
  readonly rules: readonly Rule[]
  /** The original text of a file, for code frames; undefined when it is unknown. */
  readonly textOf: (file: string) => string | undefined
  /** Every file that was read, for formats that list the clean ones, too. */
  readonly files?: readonly string[]
  /** Files whose text helm or Kustomize made: their lines are those of the rendered text, and nothing can be written there. */
  readonly rendered?: ReadonlySet<string>
  /** Files that the fixes change, for diffs. */
  readonly fixed: readonly FixedFile[]
  /** Files that the proposals of a model would change beside that; nothing of it is written. */
  readonly proposed?: readonly FixedFile[]
  /** Terminal escapes allowed. */
  readonly color: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
  readonly quiet: boolean
  readonly verbose: boolean
  /** Milliseconds that the run took. */
  readonly duration: number
}
