import { nearestWord, podSpec, replicas } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { namesIn } from '../../config-references.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { SECOND } from '../../durations.ts'
import { absenceEvidence, eventEvidence, fieldEvidence } from '../../evidence.ts'
import { ageOf, inNamespace, isOver } from '../../pods.ts'
import { EVENT_MEMORY } from '../../restarts.ts'
import { shellWord } from '../../shell-words.ts'

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'] as const
/** One `apply` creates both, in any order. */
const ORDER_OF_CREATION = 20 * SECOND

export default detector({
  id: 'service-account-missing',
  group: 'pod',
  title: 'The ServiceAccount of a workload does not exist',
  why: 'Admission refuses its pods: not one more is created.',
  help: 'Create the ServiceAccount, or name one that exists.',
  severity: 'error',
  reads: [...KINDS, 'ServiceAccount', 'Event'],
  effect: 'not-created',
  // That admission refuses its pods follows from it.
  explains: effectsFrom('not-created'),
  suspects: ['/spec/**/serviceAccountName'],

  *detect(state) {
    for (const workload of KINDS.flatMap((kind) => state.list(kind))) {
      const field = podSpec(workload)?.at('serviceAccountName')
      const name = field?.text
      if (field === undefined || name === undefined || name === 'default' || !wantsPods(workload, state)) continue
      const { answer } = state.lookup('ServiceAccount', workload.namespace, name)
      const refusal = refusalOf(workload, name, state)
      if (answer === 'present' || (answer !== 'absent' && refusal === undefined)) continue
      const running = state.podsOf(workload).filter((pod) => !isOver(pod)).length
      const near = nearestWord(name, namesIn('ServiceAccount', workload.namespace, state))
      const target = {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }),
        name,
      }
      yield finding(workload, {
        about: name,
        severity: refusal === undefined && running > 0 ? 'warning' : 'error',
        explains: refusal === undefined && running > 0 ? [] : undefined,
        message: `ServiceAccount \`${name}\` of ${workload.kind} \`${workload.name}\` does not exist${near === undefined ? '' : `; there is \`${near}\``}: ${
          running > 0 ? 'no further pod can be created, and its pods lose their access to the API' : 'none of its pods can be created'
        }.`,
        since: refusal?.firstAt ?? state.changesOf(target).findLast(({ kind }) => kind === 'deleted')?.at ?? workload.createdAt,
        evidence: [
          ...(answer === 'absent' ? [absenceEvidence(target)] : []),
          ...(refusal === undefined ? [] : [eventEvidence(refusal)]),
          fieldEvidence(workload, field),
        ],
        blames: [target],
        nextSteps: [
          { text: 'See which there are.', command: `kubectl get serviceaccounts${inNamespace(workload)}` },
          { text: 'Create it, if the name is right.', command: `kubectl create serviceaccount ${shellWord(name)}${inNamespace(workload)}` },
        ],
      })
    }
  },
})

/** Not those that are over, scaled to zero or made by another workload that is looked at itself. */
function wantsPods(workload: LiveObject, state: ClusterState): boolean {
  if (workload.deletedAt !== undefined || workload.controller !== undefined || replicas(workload) === 0) return false
  if (ageOf(workload.createdAt, state) < ORDER_OF_CREATION || workload.spec.at('suspend').is(true)) return false
  return !['Complete', 'Failed'].some((type) => workload.condition(type).at('status').is('True'))
}

/** Admission's word, on the workload or on its ReplicaSets. */
function refusalOf(workload: LiveObject, name: string, state: ClusterState): EventRecord | undefined {
  return [workload, ...state.controlledBy(workload, 'ReplicaSet')]
    .flatMap((maker) => state.eventsAbout(maker, 'FailedCreate'))
    .findLast(({ message, lastAt }) => message.includes(`serviceaccount "${name}" not found`) && state.now - lastAt < EVENT_MEMORY)
}
