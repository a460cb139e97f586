import type { TextStyle } from './text-style.ts'
import { rootLines } from './write-block.ts'

export interface WriteOptions {
  /** Columns per level; 2 unless told. */
  readonly indent?: number
  /** Whether the dashes of a sequence stand right of its key; they stand below it unless told. */
  readonly sequenceIndent?: boolean
}

/**
 * The YAML text of a whole object, as the body of a document. The order of fields is kept; a string is quoted when the
 * Kubernetes reading, or that of YAML 1.1, would take it for something else.
 */
export function writeYaml(value: unknown, options: WriteOptions = {}): string {
  const indent = options.indent ?? 2
  const style: TextStyle = {
    json: false,
    indent,
    sequenceOffset: options.sequenceIndent === true ? indent : 0,
    dashWidth: 2,
    quote: 'double',
  }
  return `${rootLines(value, style).join('\n')}\n`
}
