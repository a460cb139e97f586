import { SECOND } from '../../durations.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence } from '../../evidence.ts'
import { describeStep } from '../../pod-commands.ts'
import { troubledPods, nodeOf } from '../../pods.ts'
import { EVENT_MEMORY } from '../../restarts.ts'

/** A network plugin that is just being restarted, a runtime that is busy: the next tries succeed. */
const PATIENCE = 60 * SECOND
const FEWEST = 3

const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/no runtime for "?([^\s"]+)"? is configured/, 'its node has no runtime `$1`, which its RuntimeClass asks for'],
  [
    /(?:no (?:available|free|more) (?:ip|address)|address.*(?:exhausted|unavailable)|failed to (?:allocate|assign|reserve)[^:]*(?:ip|address)|ip pool|InsufficientSubnet)/i,
    'there is no free IP address',
  ],
  [/failed to (?:pull|get sandbox) image|pause/, 'the image of the sandbox (pause) cannot be had'],
  [
    /plugin type="([^"]+)".*failed|cni plugin not initialized|network plugin|failed to setup network/i,
    'the network plugin fails on its node',
  ],
  [/deadline exceeded|timed out/i, 'the runtime does not answer in time'],
  [/no space left on device/i, 'the disk of its node is full'],
]

export default detector({
  id: 'sandbox-failed',
  group: 'pod',
  title: 'The sandbox of a pod cannot be made',
  why: 'Without a sandbox there is no network and no container.',
  help: 'Look at the network plugin and the container runtime of the node, or at the RuntimeClass.',
  severity: 'error',
  reads: ['Pod', 'Event', 'Node'],
  effect: 'not-started',
  suspects: ['/spec/**/runtimeClassName'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      if (!pod.condition('PodReadyToStartContainers').at('status').is('False') && !pod.at('status', 'phase').is('Pending')) continue
      const events = state.eventsAbout(pod, 'FailedCreatePodSandBox').filter(({ lastAt }) => state.now - lastAt < EVENT_MEMORY)
      const last = events.at(-1)
      const since = Math.min(...events.map(({ firstAt }) => firstAt))
      const count = events.reduce((sum, event) => sum + event.count, 0)
      if (
        last === undefined ||
        count < FEWEST ||
        state.now - since < PATIENCE ||
        pod.condition('PodReadyToStartContainers').at('status').is('True')
      )
        continue
      const node = nodeOf(pod, state)
      yield finding(pod, {
        message: `The sandbox of a pod can't be made on node \`${pod.spec.at('nodeName').text ?? 'unknown'}\`: ${inWords(last.message)}.`,
        since,
        evidence: [eventEvidence(last)],
        blames: node === undefined ? [] : [node.reference],
        nextSteps: [
          describeStep(pod, 'Read what the runtime says.'),
          { text: 'See whether the network plugin runs.', command: 'kubectl get pods -n kube-system -o wide' },
        ],
      })
    }
  },
})

const LONGEST = 200

function inWords(said: string): string {
  for (const [pattern, meaning] of MEANINGS) {
    const match = pattern.exec(said)
    if (match !== null) return meaning.replace('$1', match[1] ?? '')
  }
  const core = said.replace(/^.*code = \w+ desc = /s, '').replace(/^Failed to create pod sandbox: /, '')
  return core.length > LONGEST ? `${core.slice(0, LONGEST)}…` : core
}
