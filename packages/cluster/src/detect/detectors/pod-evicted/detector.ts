import type { LiveReference, Severity } from '@aks-copilot/contracts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { EventRecord, Time } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { latest } from '../../patience.ts'
import { describeStep } from '../../pod-commands.ts'
import { livingPods, nodeOf } from '../../pods.ts'

/** What a kubelet writes to status.reason when it ends or refuses a pod by itself. A node's shutdown is none: it is planned. */
const REFUSED = /^(OutOf\w+|UnexpectedAdmissionError|NodeAffinity|NodePorts|TopologyAffinityError|InvalidNodeInfo)$/
/** Its successor runs: after this long it only explains what else is wrong. */
const STILL_NEWS = 30 * MINUTE

export default detector({
  id: 'pod-evicted',
  group: 'pod',
  title: 'A kubelet evicted or refused a pod',
  why: 'The pod was ended, whatever it was doing; the cause comes back with the next pod as long as nothing changes.',
  help: 'Set requests that tell what it needs, mind its limits of storage, or give the node more room.',
  severity: 'warning',
  reads: ['Pod', 'Event', 'Node'],
  effect: 'crashing',
  suspects: ['/spec/**/containers/*/resources/**', '/spec/**/volumes/**'],

  *detect(state) {
    for (const pod of state.list('Pod')) {
      const reason = pod.at('status', 'reason')
      if (!pod.at('status', 'phase').is('Failed') || pod.deletedAt !== undefined) continue
      if (!reason.is('Evicted') && !REFUSED.test(reason.text ?? '')) continue
      const event = state.eventsAbout(pod, reason.text ?? '').at(-1)
      const since = endOf(pod, event)
      // Evicted pods stay as a trace for days: what is long past is no news.
      if (since === undefined || since < state.window.from) continue
      const said = pod.at('status', 'message').text?.trim() ?? ''
      yield finding(pod, {
        about: topicOf(said),
        severity: severityOf(pod, since, state),
        message: `${reason.is('Evicted') ? 'A pod was evicted' : 'A kubelet refused a pod'}: ${inWords(said, reason.text ?? '')}.`,
        since,
        evidence: [
          fieldEvidence(pod, reason, since),
          ...(said === '' ? [] : [fieldEvidence(pod, pod.at('status', 'message'))]),
          ...(event === undefined ? [] : [eventEvidence(event)]),
        ],
        blames: isOfNode(said) ? nodesBlamed(pod, state) : [],
        nextSteps: [
          describeStep(pod, 'Read what the kubelet says.'),
          { text: 'See what the nodes are short of.', command: 'kubectl describe nodes | grep -A 10 Conditions' },
        ],
      })
    }
  },
})

function endOf(pod: LiveObject, event: EventRecord | undefined): Time | undefined {
  const ends = pod
    .at('status', 'containerStatuses')
    .items()
    .map((status) => timeOf(status.at('state', 'terminated', 'finishedAt')))
  return (
    event?.lastAt ??
    timeOf(pod.condition('DisruptionTarget').at('lastTransitionTime')) ??
    latest(ends) ??
    timeOf(pod.at('status', 'startTime')) ??
    pod.createdAt
  )
}

function severityOf(pod: LiveObject, since: Time, state: ClusterState): Severity {
  if (!isReplaced(pod, state)) return 'error'
  return state.now - since < STILL_NEWS ? 'warning' : 'info'
}

/** A pod of a workload has a successor; a bare one is gone for good. */
function isReplaced(pod: LiveObject, state: ClusterState): boolean {
  const maker = state.topController(pod)
  if (maker === pod) return pod.controller !== undefined
  const pods = new Set(state.podsOf(maker))
  return livingPods(state).some((other) => pods.has(other) && other.condition('Ready').at('status').is('True'))
}

function isOfNode(said: string): boolean {
  return /^The node (was low on resource|had condition)/.test(said)
}

function nodesBlamed(pod: LiveObject, state: ClusterState): LiveReference[] {
  const node = nodeOf(pod, state)
  return node === undefined ? [] : [node.reference]
}

function topicOf(said: string): string {
  return (
    /low on resource: ([\w-]+)/.exec(said)?.[1] ??
    /EmptyDir volume "([^"]+)"/.exec(said)?.[1] ??
    /condition: \[(\w+)/.exec(said)?.[1] ??
    (/ephemeral/.test(said) ? 'ephemeral-storage' : 'other')
  )
}

function inWords(said: string, reason: string): string {
  const low = /low on resource: ([\w-]+)/.exec(said)?.[1]
  const used = /Container (\S+) was using (\S+), (?:which exceeds its request of|request is) (\w+)/.exec(said)
  if (low !== undefined)
    return `its node was short of ${low}${used === null ? '' : `, and container \`${used[1]}\` used ${used[2]} where it had asked for ${used[3]}`}`
  const emptyDir = /EmptyDir volume "([^"]+)" exceeds the limit "([^"]+)"/.exec(said)
  if (emptyDir !== null) return `its emptyDir volume \`${emptyDir[1]}\` grew beyond its limit of \`${emptyDir[2]}\``
  const total = /ephemeral local storage usage exceeds the total limit of containers (\S+?)\.?$/.exec(said)
  if (total !== null) return `its containers wrote more to their disk than their limit of ephemeral-storage, \`${total[1]}\``
  const container = /Container (\S+) exceeded its local ephemeral storage limit "([^"]+)"/.exec(said)
  if (container !== null)
    return `container \`${container[1]}\` wrote more to its disk than its limit of ephemeral-storage, \`${container[2]}\``
  const condition = /The node had condition: \[(.+?)\]/.exec(said)
  if (condition !== null) return `its node had the condition ${condition[1]}`
  return said === '' ? reason : said.replace(/\.$/, '')
}
