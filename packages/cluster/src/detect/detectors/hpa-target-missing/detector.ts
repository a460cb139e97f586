import { nearestWord } from '@aks-copilot/kubernetes'
import { falseSince, standingAutoscalers, type ScaleTarget, targetOf } from '../../autoscalers.ts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { hasLasted, latest } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'
import { describe } from '../../workload-pods.ts'

/** Workloads that can be scaled and that are watched: what else a target may be, only the autoscaler's condition tells. */
const SCALED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet'])
/** Files of one `kubectl apply` may bring the workload after its autoscaler. */
const APPLY_PATIENCE = MINUTE

export default detector({
  id: 'hpa-target-missing',
  group: 'scaling',
  title: 'What an autoscaler should scale does not exist',
  why: 'The autoscaler does nothing: the workload that was meant keeps its size under any load.',
  help: 'Name the workload that is meant in `scaleTargetRef`, or delete the autoscaler.',
  severity: 'error',
  reads: ['HorizontalPodAutoscaler', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  effect: 'not-scaled',
  suspects: ['/spec/scaleTargetRef/**'],

  *detect(state) {
    for (const autoscaler of standingAutoscalers(state)) {
      const target = targetOf(autoscaler)
      const known = SCALED.has(target.kind) && target.group === 'apps'
      const absent = known && state.isAbsent(target.kind, autoscaler.namespace, target.name)
      if (
        known
          ? !absent && !(isToldAbsent(autoscaler) && state.find(target.kind, autoscaler.namespace, target.name) === undefined)
          : !isToldAbsent(autoscaler)
      )
        continue
      const deleted = state
        .changesOf({ kind: target.kind, namespace: autoscaler.namespace, name: target.name })
        .findLast(({ kind }) => kind === 'deleted')
      const since = falseSince(autoscaler, 'AbleToScale') ?? latest([autoscaler.createdAt, deleted?.at])
      if (!hasLasted(since, APPLY_PATIENCE, state)) continue
      const told = autoscaler.condition('AbleToScale').at('message')
      const repair = absent ? nearTarget(autoscaler, target, state) : undefined
      yield finding(autoscaler, {
        message: `${target.kind} \`${target.name}\`, which HorizontalPodAutoscaler \`${autoscaler.name}\` should scale, does not exist.`,
        since,
        evidence: [
          fieldEvidence(autoscaler, autoscaler.spec.at('scaleTargetRef', 'name')),
          ...(absent
            ? [absenceEvidence({ apiVersion: 'apps/v1', kind: target.kind, namespace: autoscaler.namespace, name: target.name })]
            : []),
          ...(told.exists && falseSince(autoscaler, 'AbleToScale') !== undefined ? [fieldEvidence(autoscaler, told, since)] : []),
        ],
        repair,
        nextSteps: [
          known
            ? {
                text: `See which ${target.kind}s there are.`,
                command: `kubectl get ${target.kind.toLowerCase()}s${inNamespace(autoscaler)}`,
              }
            : describe(autoscaler),
        ],
      })
    }
  },
})

/** The autoscaler's own word, for kinds that nobody here watches. */
function isToldAbsent(autoscaler: LiveObject): boolean {
  const condition = autoscaler.condition('AbleToScale')
  return (
    condition.at('status').is('False') &&
    condition.at('reason').is('FailedGetScale') &&
    /\bnot found\b|no matches for kind/.test(condition.at('message').text ?? '')
  )
}

function nearTarget(autoscaler: LiveObject, { kind, name }: ScaleTarget, state: ClusterState): Repair | undefined {
  const taken = new Set(
    standingAutoscalers(state)
      .filter(({ namespace }) => namespace === autoscaler.namespace)
      .map((other) => `${targetOf(other).kind}/${targetOf(other).name}`),
  )
  const free = state
    .in(kind, autoscaler.namespace)
    .map((workload) => workload.name)
    .filter((candidate) => !taken.has(`${kind}/${candidate}`))
  const near = nearestWord(name, free)
  const path = autoscaler.spec.at('scaleTargetRef', 'name').pointer
  if (near === undefined) return undefined
  return {
    object: autoscaler,
    description: `Scale ${kind} \`${near}\`.`,
    operations: [
      { op: 'test', path, value: name },
      { op: 'replace', path, value: near },
    ],
  }
}
