import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { Change } from '../../../context/records.ts'
import { type ConfigReference, configReferences, keysOf } from '../../config-references.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { absenceEvidence, changeEvidence, fieldEvidence } from '../../evidence.ts'
import { inNamespace, isOver } from '../../pods.ts'

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const
/** Tools replace objects by deleting and creating them. */
const REPLACEMENT = MINUTE

export default detector({
  id: 'reference-vanished',
  group: 'pod',
  title: 'What running pods were started with is gone',
  why: 'They run on, but the next pod, and the next restart of a container, will not start.',
  help: 'Bring the ConfigMap or Secret back, or take the reference out of the workload.',
  severity: 'warning',
  reads: ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'ConfigMap', 'Secret'],
  explains: [],

  *detect(state) {
    for (const workload of KINDS.flatMap((kind) => state.list(kind))) {
      const references = configReferences(workload)
      if (references.length === 0 || !runsWell(workload, state)) continue
      const told = new Set<string>()
      for (const reference of references) {
        const what = lost(reference, workload.namespace, state)
        const change = what === undefined ? undefined : loss(reference, workload, state)
        if (what === undefined || told.has(what) || (change !== undefined && state.now - change.at < REPLACEMENT)) continue
        told.add(what)
        yield finding(workload, {
          about: what,
          message: `${what}, which ${reference.user} needs, is gone: running pods go on, new ones will not start.`,
          since: change?.at,
          evidence: [
            ...(state.isAbsent(reference.kind, workload.namespace, reference.name) ? [absenceEvidence(target(reference, workload))] : []),
            ...(change === undefined ? [] : [changeEvidence(change, `${what}: ${change.kind}`)]),
            fieldEvidence(workload, reference.nameField),
          ],
          blames: [target(reference, workload)],
          nextSteps: [{ text: `See which there are.`, command: `kubectl get ${reference.kind.toLowerCase()}s${inNamespace(workload)}` }],
        })
      }
    }
  },
})

/** All its pods are there and ready: what is missing has not been missed yet. Where some are not, other detectors say so. */
function runsWell(workload: LiveObject, state: ClusterState): boolean {
  const pods = state.podsOf(workload).filter((pod) => !isOver(pod))
  return workload.deletedAt === undefined && pods.length > 0 && pods.every((pod) => pod.condition('Ready').at('status').is('True'))
}

function lost({ kind, name, key }: ConfigReference, namespace: string | undefined, state: ClusterState): string | undefined {
  const found = state.lookup(kind, namespace, name)
  if (found.answer === 'absent') return `${kind} \`${name}\``
  if (found.answer !== 'present' || key?.text === undefined) return undefined
  return keysOf(found.object)?.includes(key.text) === false ? `Key \`${key.text}\` of ${kind} \`${name}\`` : undefined
}

function target({ kind, name }: ConfigReference, workload: LiveObject): LiveReference {
  return { apiVersion: 'v1', kind, ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }), name }
}

function loss(reference: ConfigReference, workload: LiveObject, state: ClusterState): Change | undefined {
  const key = reference.key?.text
  return state
    .changesOf(target(reference, workload))
    .findLast(
      ({ kind, diff }) =>
        kind === 'deleted' || (key !== undefined && diff.some(({ path, to }) => path.endsWith(`/${key}`) && to === undefined)),
    )
}
