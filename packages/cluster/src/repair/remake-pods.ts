import { podTemplate } from '@aks-copilot/kubernetes'
import { ClusterState } from '../context/cluster-state.ts'
import { LiveObject } from '../context/live-object.ts'

/**
 * The state in which the pods of a workload were made anew from its template: same names and owners, the template's labels and spec,
 * on their way up (no status yet). What old pods said in events and logs is gone with them.
 */
export function remakePods(state: ClusterState, workload: LiveObject): ClusterState {
  const template = workload.kind === 'Pod' ? undefined : podTemplate(workload)
  if (template === undefined) return state
  const old = new Set(state.podsOf(workload).map(({ uid }) => uid))
  if (old.size === 0) return state
  const { objects, events, logs } = state.snapshot
  return new ClusterState({
    ...state.snapshot,
    objects: objects.map((object) => (old.has(object.uid) ? remade(object, template.value, state.now) : object)),
    events: events.filter(({ object }) => object.uid === undefined || !old.has(object.uid)),
    logs: logs.filter(({ pod }) => !old.has(pod.uid)),
  })
}

function remade(pod: LiveObject, template: unknown, now: number): LiveObject {
  const { metadata, spec } = template as { metadata?: { labels?: Record<string, string> }; spec?: Record<string, unknown> }
  const { deletionTimestamp: _, ...own } = pod.value['metadata'] as Record<string, unknown>
  const old = pod.value['spec'] as Record<string, unknown>
  const hash = pod.labels.strings()['pod-template-hash']
  const labels = { ...metadata?.labels, ...(hash === undefined ? {} : { 'pod-template-hash': hash }) }
  return new LiveObject({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...own, labels, creationTimestamp: new Date(now).toISOString() },
    // What a StatefulSet and the scheduler add to a pod, the template does not say.
    spec: { ...spec, nodeName: old['nodeName'], volumes: [...new Set([...asList(spec?.['volumes']), ...asList(old['volumes'])])] },
    status: { phase: 'Pending' },
  })
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
