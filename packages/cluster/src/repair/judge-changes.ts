import type { LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { matchesLabels, podLabels, podTemplate } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Detector } from '../detect/detector.ts'
import { DETECTORS } from '../detect/detectors.generated.ts'
import { podReferences } from '../graph/pod-references.ts'
import type { ProofCheck } from './judge-repair.ts'
import { errorsOf, patchedObject, withObject } from './patched-state.ts'
import { settle } from './settle.ts'

/** Operations of RFC 6902 for one live object. */
export interface ProposedChange {
  readonly object: LiveReference
  readonly operations: readonly PatchOperation[]
}

/**
 * Judges changes of several objects together, on a state with all of them applied, where pods that the changes make anew stand as they would
 * be then: the findings with these fingerprints must be gone, and no other one may appear. Changes nothing.
 */
export function judgeChanges(
  changes: readonly ProposedChange[],
  fingerprints: readonly string[],
  state: ClusterState,
  detectors: readonly Detector[] = DETECTORS,
): ProofCheck[] {
  let after = state
  for (const change of changes) {
    const next = withChange(change, after)
    if (typeof next === 'string') return [{ check: 'applies', pass: false, detail: next }]
    after = next
  }
  const before = new Set(errorsOf(state, detectors))
  const found = errorsOf(after, detectors)
  const left = [...found.filter((fingerprint) => fingerprints.includes(fingerprint)), ...stillMissing(changes, after)]
  const appeared = found.filter((fingerprint) => !before.has(fingerprint))
  return [
    { check: 'applies', pass: true, detail: `the operations apply to ${changes.length === 1 ? 'the object' : 'the objects'} as they are` },
    check('finding-gone', left, 'what was found is gone on the patched state', 'still found on the patched state'),
    check('nothing-new', appeared, 'no other finding appears', 'new on the patched state'),
  ]
}

function check(name: ProofCheck['check'], wrong: readonly string[], good: string, bad: string): ProofCheck {
  return { check: name, pass: wrong.length === 0, detail: wrong.length === 0 ? good : `${bad}: ${wrong.join(', ')}` }
}

function withChange({ object: { kind, namespace, name }, operations }: ProposedChange, state: ClusterState): ClusterState | string {
  const live = state.find(kind, namespace, name)
  if (live === undefined) return `${kind} ${name} is not there`
  const patched = patchedObject(live, operations)
  return typeof patched === 'string' ? patched : settle(withObject(state, live, patched), live, patched)
}

/** What pods made anew would wait for, and Services that nobody would answer for: no status can say so yet. */
function stillMissing(changes: readonly ProposedChange[], after: ClusterState): string[] {
  const missing = changes.flatMap(({ object: { kind, namespace, name } }) => {
    const changed = after.find(kind, namespace, name)
    if (changed === undefined) return []
    if (kind === 'Service') return selectsNothing(changed, after) ? [`Service ${name} selects no pod`] : []
    const needed = podReferences(changed).filter(({ optional, by }) => !optional && by !== 'pull')
    return needed.filter(({ to }) => after.isAbsent(to.kind, to.namespace, to.name)).map(({ to }) => `${to.kind} ${to.name} does not exist`)
  })
  return [...new Set(missing)]
}

function selectsNothing(service: LiveObject, state: ClusterState): boolean {
  const selector = service.spec.at('selector').strings()
  if (Object.keys(selector).length === 0 || service.spec.at('type').is('ExternalName')) return false
  const makers = state.snapshot.objects.filter((object) => object.namespace === service.namespace && podTemplate(object) !== undefined)
  return !makers.some((maker) => matchesLabels(selector, podLabels(maker)))
}
