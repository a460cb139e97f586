import type { CheckReport } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'

/** The violations that a team had when it began, and lives with for now: new ones are still reported. */
export interface Baseline {
  readonly schemaVersion: 1
  readonly violations: readonly {
    readonly ruleId: string
    readonly file: string
    readonly object: string
    readonly path: string
    readonly fingerprint: string
  }[]
}

/** Takes everything that a report has as known. */
export function createBaseline({ violations }: Pick<CheckReport, 'violations'>): Baseline {
  const known = violations
    .filter(({ fix }) => fix.status !== 'applied')
    .map(({ ruleId, file, object, path }) => ({ ruleId, file, object: describeObject(object), path }))
  return { schemaVersion: 1, violations: known.map((one) => ({ ...one, fingerprint: fingerprintOf(one) })) }
}

/** Names a violation whatever the line it stands on, and whatever was added to the lists around it. The hash is loaded when needed: it takes 20 ms. */
export function fingerprintOf({ ruleId, file, object, path }: { ruleId: string; file: string; object: string; path: string }): string {
  const steady = path.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update([ruleId, file.replaceAll('\\', '/'), object, steady].join('\n'))
    .digest('hex')
    .slice(0, 16)
}
