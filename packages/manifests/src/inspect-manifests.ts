import type { CheckReport } from '@aks-copilot/contracts'
import type { CheckOptions } from './check-options.ts'
import { Inspector } from './inspect/inspect.ts'
import { buildReport } from './report/build-report.ts'
import { Cases } from './report/cases.ts'
import type { Bundle } from './source/bundle.ts'
import { think } from './think/think.ts'

/** Looks, thinks, and changes nothing: the violations of a bundle, each with the fix that would be tried. */
export function inspectManifests(bundle: Bundle, options: CheckOptions): CheckReport {
  const inspector = new Inspector(options)
  const findings = inspector.inspect(bundle)
  const { kept, suppressed, problems } = options.suppressions?.apply(findings, bundle) ?? { kept: findings, suppressed: [], problems: [] }
  const cases = new Cases()
  cases.meet(think(kept, bundle, inspector, options), bundle)
  return buildReport({ bundle, cases: cases.all, suppressed, skipped: [...bundle.skipped, ...problems], written: false }, options)
}
