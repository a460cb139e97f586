import type { CheckReport, ErrorCategory, Severity } from '@aks-copilot/contracts'

/** The one place that maps outcomes to exit statuses. */
export const EXIT = { done: 0, findings: 1, validation: 2, transient: 3, critical: 4 } as const

export function exitStatusOf(category: ErrorCategory): number {
  return EXIT[category]
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 }

export type Threshold = Severity | 'never'

/**
 * 1 when a violation at or above the threshold is left, 0 otherwise. Those that a fix mended are not left. Where nothing of the
 * input could be read, or a document of it is broken YAML, nothing found is no success.
 */
export function exitStatusOfReport(report: CheckReport, failOn: Threshold): number {
  if (report.summary.objects === 0 && report.skipped.length > 0) return EXIT.validation
  if (failOn === 'never') return EXIT.done
  if (report.violations.some(({ severity, fix }) => fix.status !== 'applied' && isAtLeast(severity, failOn))) return EXIT.findings
  return report.skipped.some(({ malformed }) => malformed === true) ? EXIT.validation : EXIT.done
}

/** Whether a severity is at or above another. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return RANK[severity] >= RANK[least]
}
