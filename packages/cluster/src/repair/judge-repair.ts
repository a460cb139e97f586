import { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Detector, Repair } from '../detect/detector.ts'
import type { Finding } from '../detect/gather-findings.ts'
import { errorsOf, patchedObject, withObject } from './patched-state.ts'
import { remakePods } from './remake-pods.ts'

/** One thing that was looked at before a repair is shown. */
export interface ProofCheck {
  readonly check: 'applies' | 'finding-gone' | 'nothing-new' | 'server-dry-run'
  readonly pass: boolean
  readonly detail: string
}

/** With more objects than this, a repair is judged within its namespace: detectors run anew on what they see for each one. */
const MOST_OBJECTS = 2000

/**
 * Judges a repair on the recorded state with the patch applied, where pods of a patched workload stand as they would be made anew:
 * the finding must be gone, and no other one may appear. Changes nothing.
 */
export function judgeRepair(repair: Repair, finding: Finding, state: ClusterState, detectors: readonly Detector[]): ProofCheck[] {
  const patched = patchedObject(repair.object, repair.operations)
  if (typeof patched === 'string') return [{ check: 'applies', pass: false, detail: patched }]
  const { namespace } = repair.object
  const near = namespace === undefined || state.snapshot.objects.length <= MOST_OBJECTS ? undefined : stateNear(namespace, state)
  // What is found only with a look beyond the namespace is judged with one.
  if (near !== undefined && errorsOf(near, detectors).includes(finding.fingerprint)) {
    const checks = compared(repair, patched, finding, near, detectors, ` in namespace \`${namespace}\``)
    if (checks.every(({ pass }) => pass)) return checks
  }
  return compared(repair, patched, finding, state, detectors, '')
}

function compared(
  repair: Repair,
  patched: LiveObject,
  finding: Finding,
  state: ClusterState,
  detectors: readonly Detector[],
  where: string,
): ProofCheck[] {
  const after = new Set(errorsOf(remakePods(withObject(state, repair.object, patched), patched), detectors))
  const before = new Set(errorsOf(state, detectors))
  const appeared = [...after].filter((fingerprint) => !before.has(fingerprint))
  return [
    { check: 'applies', pass: true, detail: `${repair.operations.length} operations apply to the object as it is` },
    {
      check: 'finding-gone',
      pass: !after.has(finding.fingerprint),
      detail: after.has(finding.fingerprint) ? 'the finding stays on the patched state' : 'the finding is gone on the patched state',
    },
    {
      check: 'nothing-new',
      pass: appeared.length === 0,
      detail: appeared.length === 0 ? `no other finding appears${where}` : `new on the patched state: ${appeared.join(', ')}`,
    },
  ]
}

/** What belongs to one namespace, to the system, or to none. */
function stateNear(namespace: string, state: ClusterState): ClusterState {
  return state.remember(`near ${namespace}`, () => {
    const isNear = (place: { readonly namespace?: string | undefined }): boolean =>
      place.namespace === undefined || place.namespace === namespace || place.namespace === 'kube-system'
    const { objects, events, logs, metrics, changes } = state.snapshot
    return new ClusterState({
      ...state.snapshot,
      objects: objects.filter(isNear),
      events: events.filter(({ object }) => isNear(object)),
      logs: logs.filter(({ pod }) => isNear(pod)),
      metrics: metrics.filter(({ object }) => isNear(object)),
      changes: changes.filter(({ object }) => isNear(object)),
    })
  })
}
