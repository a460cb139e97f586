import type { CheckReport } from '@aks-copilot/contracts'
import type { FormatContext } from '../format-context.ts'
import { violationBlocks } from './check-text.ts'
import { fixText } from './fix-text.ts'
import { createPaint } from './paint.ts'
import { summary } from './summary.ts'

/** The report for people at a terminal. */
export function formatText(report: CheckReport, context: FormatContext): string {
  const paint = createPaint(context.color)
  const body = context.command === 'fix' ? fixText(report, context, paint) : violationBlocks(report.violations, context, paint)
  return `${[...body, ...summary(report, context, paint)].join('\n')}\n`
}
