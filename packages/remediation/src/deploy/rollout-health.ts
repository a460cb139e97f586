import { ClusterState, type LiveObject } from '@aks-copilot/cluster'
import type { DeployedObject, LiveReference } from '@aks-copilot/contracts'

export type Health = NonNullable<DeployedObject['health']>

/** What an object says of itself. `generation`: the one that was applied; what is known of older ones does not count. */
export function healthOf(object: LiveReference, generation: number, state: ClusterState): Health {
  const live = state.find(object.kind, object.namespace, object.name)
  if (live === undefined) return lookedFor(object, state)
  if ((live.generation ?? 0) < generation) return progressing('the change is not seen yet')
  const judge = JUDGES[object.kind]
  if (judge === undefined) return healthy('needs no rollout')
  const observed = live.status.at('observedGeneration').number
  if (observed === undefined ? object.kind !== 'Job' : observed < (live.generation ?? 0))
    return progressing('no controller has seen it yet')
  return judge(live)
}

function lookedFor({ kind, namespace, name }: LiveReference, state: ClusterState): Health {
  const { answer } = state.lookup(kind, namespace, name)
  if (answer === 'absent' || answer === 'present') return progressing('is not seen yet')
  return {
    state: 'unknown',
    text: answer === 'not-permitted' ? `you may not list ${kind} objects` : `nobody could look at ${kind} objects`,
  }
}

/** Whether objects of a kind become healthy, or not, after they were applied; others are done with that. */
export function hasRollout(kind: string): boolean {
  return Object.hasOwn(JUDGES, kind)
}

const JUDGES: Readonly<Record<string, (live: LiveObject) => Health>> = {
  Deployment(live) {
    const progress = live.condition('Progressing')
    if (progress.at('reason').is('ProgressDeadlineExceeded'))
      return failed(progress.at('message').text ?? 'the rollout made no progress within its deadline')
    if (live.spec.at('paused').is(true)) return progressing('the rollout is paused')
    const [wanted, all, updated, ready] = [
      live.spec.at('replicas').number ?? 1,
      ...counts(live, 'replicas', 'updatedReplicas', 'availableReplicas'),
    ]
    if (updated < wanted) return progressing(`${updated} of ${wanted} replicas are new`)
    if (all > updated) return progressing(`${all - updated} old ${all - updated === 1 ? 'replica is' : 'replicas are'} still there`)
    return ready < wanted
      ? progressing(`${ready} of ${wanted} replicas are available`)
      : healthy(`${ready} of ${wanted} replicas are available`)
  },
  StatefulSet(live) {
    const [wanted, updated, ready] = [live.spec.at('replicas').number ?? 1, ...counts(live, 'updatedReplicas', 'readyReplicas')]
    const isByHand = live.spec.at('updateStrategy', 'type').is('OnDelete')
    const toUpdate = isByHand ? 0 : Math.max(0, wanted - (live.spec.at('updateStrategy', 'rollingUpdate', 'partition').number ?? 0))
    if (updated < toUpdate) return progressing(`${updated} of ${toUpdate} replicas are new`)
    return ready < wanted ? progressing(`${ready} of ${wanted} replicas are ready`) : healthy(`${ready} of ${wanted} replicas are ready`)
  },
  DaemonSet(live) {
    const [wanted, updated, ready] = counts(live, 'desiredNumberScheduled', 'updatedNumberScheduled', 'numberAvailable')
    if (!live.spec.at('updateStrategy', 'type').is('OnDelete') && updated < wanted)
      return progressing(`${updated} of ${wanted} pods are new`)
    return ready < wanted ? progressing(`${ready} of ${wanted} pods are available`) : healthy(`${ready} of ${wanted} pods are available`)
  },
  Job(live) {
    const failure = live.condition('Failed')
    if (failure.at('status').is('True')) return failed(failure.at('message').text ?? 'the Job failed')
    if (live.condition('Complete').at('status').is('True')) return healthy('complete')
    return live.spec.at('suspend').is(true) ? healthy('suspended, as it says') : progressing('runs')
  },
}

function counts(live: LiveObject, ...names: readonly [string, string]): [number, number]
function counts(live: LiveObject, ...names: readonly [string, string, string]): [number, number, number]
function counts(live: LiveObject, ...names: readonly string[]): number[] {
  return names.map((name) => live.status.at(name).number ?? 0)
}

function healthy(text: string): Health {
  return { state: 'healthy', text }
}

function progressing(text: string): Health {
  return { state: 'progressing', text }
}

function failed(text: string): Health {
  return { state: 'failed', text }
}
