import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE, SECOND } from '../../durations.ts'
import { effectsFrom } from '../../effects-from.ts'
import { conditionEvidence, describeNode, podsOn, standingNodes, timesNotReady } from '../../nodes.ts'
import { ageOf } from '../../pods.ts'
import { countOf } from '../../workload-pods.ts'
import { shellWord } from '../../shell-words.ts'

/** A kubelet that is restarted is back within this. */
const RESTART = 30 * SECOND
/** A new node gets its network and its images first. */
const JOINING = 5 * MINUTE

export default detector({
  id: 'node-not-ready',
  group: 'node',
  title: 'A node is not ready',
  why: 'Its pods get no traffic, no new ones start there, and after 5 minutes they are made anew on other nodes.',
  help: 'Find out why its kubelet or container runtime does not answer; restart the machine, or replace it.',
  severity: 'error',
  reads: ['Node', 'Pod', 'Event'],
  explains: effectsFrom('not-scheduled'),
  suspects: ['/spec/taints/**'],

  *detect(state) {
    for (const node of standingNodes(state)) {
      const ready = node.condition('Ready')
      const since = timeOf(ready.at('lastTransitionTime'))
      if (!ready.exists || ready.at('status').is('True') || ageOf(since, state) < RESTART || ageOf(node.createdAt, state) < JOINING)
        continue
      const { times } = timesNotReady(node, state)
      const pods = podsOn(node, state).length
      // With sight of a few namespaces only, nobody can count what runs there.
      const runs = state.coverage.knowsAbsence('Pod') ? `, which runs ${countOf(pods, 'pod')},` : ''
      const said = ready.at('message').text?.replace(/\.$/, '') ?? ready.at('reason').text ?? 'nobody says why'
      yield finding(node, {
        message: `Node \`${node.name}\`${runs} is not ready${times > 1 ? ` (${times} times in the window)` : ''}: ${said}.`,
        since,
        evidence: conditionEvidence(node, ready),
        nextSteps: [
          describeNode(node),
          { text: 'See which pods are there.', command: `kubectl get pods -A -o wide --field-selector spec.nodeName=${node.name}` },
          ...machineSteps(node.name, node.spec.at('providerID').text),
        ],
      })
    }
  },
})

/** On AKS the machine can be looked at and restarted through its scale set. */
function machineSteps(name: string, provider: string | undefined) {
  const [, group, set, instance] =
    /resourceGroups\/([^/]+)\/.*virtualMachineScaleSets\/([^/]+)\/virtualMachines\/(\d+)/i.exec(provider ?? '') ?? []
  if (group === undefined || set === undefined || instance === undefined) return []
  const machine = `-g ${group} -n ${set} --instance-id ${instance}`
  return [
    { text: 'See whether its machine runs.', command: `az vmss get-instance-view ${machine} --query statuses` },
    {
      text: `Restart the machine of \`${name}\`.`,
      command: `az vmss restart -g ${shellWord(group)} -n ${shellWord(set)} --instance-ids ${instance}`,
    },
  ]
}
