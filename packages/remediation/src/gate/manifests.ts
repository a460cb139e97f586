import type { RepairGate, Violation } from '@aks-copilot/contracts'
import { type CheckOptions, inspectManifests, readBundle } from '@aks-copilot/manifests'
import { manifestsAfter } from './changed-objects.ts'
import { checkOptions } from './check-options.ts'
import { type AttemptToJudge, gateOf } from './gate.ts'

type Json = Readonly<Record<string, unknown>>

const GATE = 'manifests'
const MOST_NAMED = 3

/**
 * What `check` says of what Git renders to: no error and no warning that was not there before the attempt, or when the application was
 * healthy, in none of the objects.
 */
export async function nothingNewInManifests(attempt: AttemptToJudge): Promise<RepairGate[]> {
  const after = manifestsAfter(attempt)
  if (typeof after === 'string') return [gateOf(GATE, [after], '')]
  const options = await checkOptions()
  const present = countsOf(violationsOf(attempt.manifests, options))
  const earlier = countsOf(violationsOf(attempt.healthyManifests ?? [], options))
  const known = new Map([...earlier, ...present].map(([key]) => [key, Math.max(present.get(key) ?? 0, earlier.get(key) ?? 0)]))
  const appeared = violationsOf(after, options).filter((violation) => {
    const left = known.get(keyOf(violation)) ?? 0
    known.set(keyOf(violation), left - 1)
    return left <= 0
  })
  const wrong = appeared.slice(0, MOST_NAMED).map(({ ruleId, message, object }) => `${ruleId} in ${object.kind} ${object.name}: ${message}`)
  return [gateOf(GATE, wrong, 'the check of the manifests finds nothing that was not there before')]
}

function violationsOf(objects: readonly Json[], options: CheckOptions): Violation[] {
  const sources = objects.map((object, index) => ({ path: `${index}.json`, text: JSON.stringify(object), origin: 'file' as const }))
  return inspectManifests(readBundle(sources), options).violations.filter(({ severity }) => severity !== 'info')
}

/** An error where a warning was is new. */
function keyOf({ ruleId, severity, object }: Violation): string {
  return [ruleId, severity, object.kind, object.namespace ?? '', object.name].join('\n')
}

function countsOf(violations: readonly Violation[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const violation of violations) counts.set(keyOf(violation), (counts.get(keyOf(violation)) ?? 0) + 1)
  return counts
}
