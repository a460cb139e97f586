import type { Severity, Violation } from '@aks-copilot/contracts'
import { formatReport } from '@aks-copilot/manifests'
import type { Look } from './look.ts'

/** GitHub shows so many annotations of each kind for a step; more would only fill the log. */
const MOST = 10

/** The violations as annotations at their lines, at most ten errors, warnings and notices; the job summary has all. */
export async function annotations({ report, format }: Look, violations: readonly Violation[]): Promise<string> {
  const shown = (['error', 'warning', 'info'] satisfies Severity[]).flatMap((severity) =>
    violations.filter((one) => one.severity === severity).slice(0, MOST),
  )
  const warnings = shown.filter(({ severity }) => severity === 'warning').length
  const skipped = report.skipped.slice(0, Math.max(0, MOST - warnings))
  const text = await formatReport({ ...report, violations: [...shown], skipped }, 'github', format)
  const hidden = violations.length - shown.length + report.skipped.length - skipped.length
  return hidden === 0 ? text : `${text}${hidden} more in the job summary: GitHub shows ten of a kind.\n`
}
