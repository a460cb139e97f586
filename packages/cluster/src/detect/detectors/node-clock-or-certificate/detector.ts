import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { MINUTE, SECOND, spanText } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { describeNode, podsOn, standingNodes } from '../../nodes.ts'

/** Clocks that are kept in step differ by milliseconds; times are written in whole seconds. */
const IN_STEP = 10 * SECOND
/** What was said longer ago may be mended. */
const RECENT = 30 * MINUTE
const CERTIFICATE = /x509: |certificate (has expired|is not yet valid|signed by unknown)|certificate.*expired/i
const CLOCK = /\b(NTP|chrony|clock (skew|drift|is out|unsynchroni[sz]ed)|time.*not.*synchroni[sz]ed)\b/i

export default detector({
  id: 'node-clock-or-certificate',
  group: 'node',
  title: "A node's clock or certificate is not right",
  why: 'Connections over TLS and tokens are refused where the time is wrong or a certificate is over.',
  help: 'Mend the time service of the node, or have its certificate issued again.',
  severity: 'warning',
  reads: ['Node', 'Pod', 'Event'],
  explains: [],

  *detect(state) {
    for (const node of standingNodes(state)) {
      const events = state
        .eventsAbout(node)
        .filter(
          ({ type, message, lastAt }) =>
            type === 'Warning' && state.now - lastAt < RECENT && (CERTIFICATE.test(message) || CLOCK.test(message)),
        )
      const last = events.at(-1)
      if (last !== undefined)
        yield finding(node, {
          about: CERTIFICATE.test(last.message) ? 'certificate' : 'clock',
          message: `Node \`${node.name}\` reports a problem with its ${CERTIFICATE.test(last.message) ? 'certificates' : 'clock'}: ${last.message.replace(/\.$/, '')}.`,
          since: events[0]?.firstAt,
          evidence: [eventEvidence(last)],
          nextSteps: [describeNode(node)],
        })
      else yield* slowClock(node, state)
    }
  },
})

/** The kubelet says by its clock when it took a pod, the API server by its own when the pod was made: nobody can take it before. */
function* slowClock(node: LiveObject, state: ClusterState): Iterable<Found> {
  const early = podsOn(node, state).flatMap((pod) => {
    // A static pod is made in the API after it has started.
    if (pod.annotations.at('kubernetes.io/config.mirror').exists) return []
    const [taken, made] = [timeOf(pod.status.at('startTime')), pod.createdAt]
    return taken === undefined || made === undefined || made - taken < IN_STEP ? [] : [{ pod, behind: made - taken, made }]
  })
  // The newest pod tells of now: the clock may have been mended since.
  const newest = early.toSorted((left, right) => right.made - left.made)[0]
  if (newest === undefined || podsOn(node, state).some((pod) => (pod.createdAt ?? 0) > newest.made && pod.status.at('startTime').exists))
    return
  yield finding(node, {
    about: 'clock',
    message: `The clock of node \`${node.name}\` is at least ${spanText(newest.behind)} behind that of the API server: it took pod ${newest.pod.namespace}/\`${newest.pod.name}\` before the pod was made.`,
    since: undefined,
    evidence: [
      fieldEvidence(newest.pod, newest.pod.status.at('startTime')),
      fieldEvidence(newest.pod, newest.pod.at('metadata', 'creationTimestamp')),
    ],
    nextSteps: [
      describeNode(node),
      {
        text: 'See whether its time service runs.',
        command: `kubectl debug node/${node.name} -it --image=busybox -- chroot /host timedatectl`,
      },
    ],
  })
}
