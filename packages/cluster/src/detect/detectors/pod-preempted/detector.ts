import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence } from '../../evidence.ts'
import { inNamespace, isOver, livingPods } from '../../pods.ts'

export default detector({
  id: 'pod-preempted',
  group: 'pod',
  title: 'A pod had to make room for one of higher priority',
  why: 'The scheduler ended it; its successor waits until there is room again.',
  help: 'Add nodes, lower requests, or give the workload a priority class that fits its worth.',
  severity: 'error',
  reads: ['Pod', 'Event', 'PriorityClass'],
  effect: 'not-scheduled',
  explains: effectsFrom('not-scheduled'),
  suspects: ['/spec/**/priorityClassName', '/spec/replicas', '/spec/**/containers/*/resources/**'],

  *detect(state) {
    const preempted = state.snapshot.events.filter(
      ({ reason, object, lastAt }) => reason === 'Preempted' && object.kind === 'Pod' && lastAt >= state.window.from,
    )
    for (const event of preempted) {
      const victim = victimOf(event, state)
      const waiting = victim === undefined ? undefined : waitingFor(victim, state)
      // Its successor found another place: nothing is broken.
      if (victim === undefined || waiting === undefined) continue
      const other = preemptor(event, state)
      yield finding(victim, {
        message: `A pod of ${victim.kind} \`${victim.name}\` had to make room for ${other === undefined ? 'a pod' : `${other.kind} \`${other.name}\`, a pod`} of higher priority${/ on node (\S+)/.exec(event.message)?.[1] === undefined ? '' : ` on node \`${/ on node (\S+)/.exec(event.message)?.[1]}\``}.`,
        since: event.lastAt,
        evidence: [eventEvidence(event)],
        blames: other === undefined ? [] : [other.reference],
        nextSteps: [
          {
            text: 'Compare the priorities.',
            command: `kubectl get pods${inNamespace(victim)} -o custom-columns=NAME:.metadata.name,PRIORITY:.spec.priority,NODE:.spec.nodeName`,
          },
          { text: 'See the priority classes.', command: 'kubectl get priorityclasses' },
        ],
      })
    }
  },
})

/** The workload of a pod that is gone, by the name that its ReplicaSet, StatefulSet or DaemonSet gave it. */
function victimOf(event: EventRecord, state: ClusterState): LiveObject | undefined {
  const { namespace, name, uid } = event.object
  const pod = uid === undefined ? undefined : state.byUid(uid)
  if (pod !== undefined) return state.topController(pod)
  const maker = name.slice(0, name.lastIndexOf('-'))
  const owner = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']
    .map((kind) => state.find(kind, namespace, maker))
    .find((object) => object !== undefined)
  return owner === undefined ? undefined : state.topController(owner)
}

function waitingFor(workload: LiveObject, state: ClusterState): LiveObject | undefined {
  const pods = new Set(state.podsOf(workload))
  return livingPods(state).find((pod) => pods.has(pod) && !isOver(pod) && pod.condition('PodScheduled').at('status').is('False'))
}

function preemptor(event: EventRecord, state: ClusterState): LiveObject | undefined {
  const uid = /Preempted by pod (\S+)/.exec(event.message)?.[1]
  const pod = uid === undefined ? undefined : state.byUid(uid)
  return pod === undefined ? undefined : state.topController(pod)
}
