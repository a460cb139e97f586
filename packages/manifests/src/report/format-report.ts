import type { CheckReport } from '@aks-copilot/contracts'
import type { FixedFile } from '../fix-manifests.ts'
import type { Rule } from '../inspect/rule.ts'

export const REPORT_FORMATS = ['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** What a format needs beside the report itself. */
export interface FormatContext {
  readonly command: 'check' | 'fix'
  readonly version: string
  /** The rules that looked, for formats that describe them. */
  readonly rules: readonly Rule[]
  /** The original text of a file, for code frames; undefined when it is unknown. */
  readonly textOf: (file: string) => string | undefined
  /** Files that the fixes change, for diffs. */
  readonly fixed: readonly FixedFile[]
  /** Terminal escapes allowed. */
  readonly color: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
  readonly quiet: boolean
  readonly verbose: boolean
  /** Milliseconds that the run took. */
  readonly duration: number
}

/** Writes a report in one of the formats. Each format's code is loaded when it is asked for. */
export async function formatReport(report: CheckReport, format: ReportFormat, context: FormatContext): Promise<string> {
  switch (format) {
    case 'text': return (await import('./text/format-text.ts')).formatText(report, context)
    case 'json': return `${JSON.stringify(report, undefined, 2)}\n`
    case 'sarif': return (await import('./sarif.ts')).formatSarif(report, context)
    case 'markdown': return (await import('./markdown.ts')).formatMarkdown(report, context)
    case 'html': return (await import('./html.ts')).formatHtml(report, context)
    case 'junit': return (await import('./junit.ts')).formatJunit(report, context)
    case 'github': return (await import('./github.ts')).formatGithub(report, context)
  }
}
