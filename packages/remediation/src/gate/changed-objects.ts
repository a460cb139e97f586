import { KubernetesObject } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import { wantedFields, withValue } from '../trace/wanted-change.ts'
import { subjectOf } from '../propose/subject-of.ts'
import type { AttemptToJudge } from './gate.ts'

type Json = Readonly<Record<string, unknown>>

export interface ChangedObject {
  readonly before: KubernetesObject
  readonly after: KubernetesObject
}

/** What Git renders to after the attempt; a clause where that is not known. The trace has proven that the edits render to this. */
export function manifestsAfter(attempt: AttemptToJudge): readonly Json[] | string {
  const { candidates, manifests, source } = attempt
  const changes = candidates
    .flatMap((candidate) => candidate.changes)
    .map((change) => ({ object: change.object, operations: change.operations, live: subjectOf(change, attempt) }))
  const wanted = wantedFields(changes, manifests, source.namespace)
  if (!wanted.ok) return wanted.why
  return wanted.fields.reduce<readonly Json[]>(
    (objects, { object, path, after }) => objects.map((one, index) => (index === object ? (withValue(one, path, after) as Json) : one)),
    manifests,
  )
}

/** The objects that would differ, in Git and in the cluster; a clause where that is not known. */
export function changedObjects(attempt: AttemptToJudge): readonly ChangedObject[] | string {
  const after = manifestsAfter(attempt)
  if (typeof after === 'string') return after
  const inGit = attempt.manifests.flatMap((before, index) => {
    const changed = after[index] ?? before
    return changed === before ? [] : [{ before: new KubernetesObject(before), after: new KubernetesObject(changed) }]
  })
  const live = changedLive(attempt)
  return typeof live === 'string' ? live : [...inGit, ...live]
}

/** Several changes of one object follow each other. */
function changedLive({ candidates, state }: AttemptToJudge): ChangedObject[] | string {
  const changed = new Map<KubernetesObject, Json>()
  for (const { object, operations, of } of candidates.flatMap(({ changes }) => changes)) {
    // What the cluster never took differs in Git alone.
    if (of === 'manifest') continue
    const before = state.find(object.kind, object.namespace, object.name)
    if (before === undefined) return `${object.kind} ${object.name} is not in the cluster`
    const value = structuredClone(changed.get(before) ?? before.value)
    const fault = applyPatch(value, structuredClone([...operations]) as Parameters<typeof applyPatch>[1]).find((error) => error !== null)
    if (fault !== undefined && fault !== null) return `${object.kind} ${object.name}: ${fault.message}`
    changed.set(before, value)
  }
  return [...changed].map(([before, value]) => ({ before, after: new KubernetesObject(value) }))
}
