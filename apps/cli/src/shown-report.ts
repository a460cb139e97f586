import type { CheckReport, Severity, Violation } from '@aks-copilot/contracts'
import { isAtLeast } from './exit-status.ts'

/** The report without violations below a severity; the summary counts what is shown. */
export function atLeast(report: CheckReport, least: Severity): CheckReport {
  const violations = report.violations.filter(({ severity }) => isAtLeast(severity, least))
  if (violations.length === report.violations.length) return report
  const count = (severity: Severity): number => violations.filter((one) => one.severity === severity).length
  const fixed = violations.filter(isMended).length
  const counts = { error: count('error'), warning: count('warning'), info: count('info'), fixed, unfixed: violations.length - fixed }
  return { ...report, violations, summary: { ...report.summary, ...counts } }
}

/** Mended, or would be: proven by a certificate, or gone with the fix of something else. */
function isMended({ fix }: Violation): boolean {
  return fix.status === 'applied' || (fix.status === 'proposed' && (fix.certificate !== undefined || fix.reason !== undefined))
}
