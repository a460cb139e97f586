import type { CheckReport } from '@aks-copilot/contracts'
import type { FormatContext } from './format-context.ts'

export const REPORT_FORMATS = ['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** Writes a report in one of the formats. Each format's code is loaded when it is asked for. */
export async function formatReport(report: CheckReport, format: ReportFormat, context: FormatContext): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./text/format-text.ts')).formatText(report, context)
    case 'json':
      return (await import('./plain-text.ts')).writeJson(report)
    case 'sarif':
      return (await import('./sarif.ts')).formatSarif(report, context)
    case 'markdown':
      return (await import('./markdown.ts')).formatMarkdown(report, context)
    case 'html':
      return (await import('./html.ts')).formatHtml(report, context)
    case 'junit':
      return (await import('./junit.ts')).formatJunit(report, context)
    case 'github':
      return (await import('./github.ts')).formatGithub(report, context)
  }
}
