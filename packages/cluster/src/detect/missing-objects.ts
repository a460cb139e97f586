import type { LiveReference } from '@aks-copilot/contracts'
import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { type ConfigReference, configReferences, keysOf, namesIn } from './config-references.ts'
import type { Found, Repair } from './detector.ts'
import { absenceEvidence, fieldEvidence } from './evidence.ts'
import { originOf } from './pod-makers.ts'
import { inNamespace } from './pods.ts'
import { type StartFailure, startFailures, stuckPods } from './start-failures.ts'

/** What is missing of one kind, for each pod that can't start for want of it: one finding for each name. */
export function* missingObjects(kind: ConfigReference['kind'], state: ClusterState): Iterable<Found> {
  for (const pod of stuckPods(state)) {
    const needed = new Map(
      configReferences(pod)
        .filter((one) => one.kind === kind)
        .map((one) => [one.name, one]),
    )
    for (const reference of needed.values()) {
      const failure = startFailures(pod, state).find(({ text }) =>
        text.toLowerCase().includes(`${kind.toLowerCase()} "${reference.name}" not found`),
      )
      const { answer } = state.lookup(kind, pod.namespace, reference.name)
      // What may not be read is missing only where the kubelet says so.
      if (answer === 'present' || (answer !== 'absent' && failure === undefined)) continue
      yield missing(pod, reference, failure, answer === 'absent', state)
    }
  }
}

function missing(
  pod: LiveObject,
  reference: ConfigReference,
  failure: StartFailure | undefined,
  absent: boolean,
  state: ClusterState,
): Found {
  const { kind, name, user } = reference
  const target: LiveReference = { apiVersion: 'v1', kind, ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }), name }
  const near = fitting(reference, pod, state)
  const deleted = state.changesOf(target).findLast((change) => change.kind === 'deleted')
  return {
    object: pod,
    about: name,
    message: `${kind} \`${name}\`, which ${user} needs, does not exist${near === undefined ? '' : `; there is \`${near}\``}.`,
    since: failure?.since ?? deleted?.at ?? pod.createdAt,
    evidence: [
      ...(absent ? [absenceEvidence(target)] : []),
      ...(failure === undefined ? [] : [failure.evidence]),
      fieldEvidence(pod, reference.nameField),
    ],
    blames: [target],
    nextSteps: [
      { text: `See which ${kind}s there are.`, command: `kubectl get ${kind.toLowerCase()}s${inNamespace(pod)}` },
      {
        text: `Create ${kind} \`${name}\`, or name the right one in ${state.topController(pod).kind} \`${state.topController(pod).name}\`.`,
      },
    ],
    repair: near === undefined ? undefined : rename(pod, reference, near, state),
  }
}

/** The only object with a name that looks like a slip of the pen and with the keys that are asked for. */
function fitting(reference: ConfigReference, pod: LiveObject, state: ClusterState): string | undefined {
  const near = namesIn(reference.kind, pod.namespace, state).filter((name) => nearestWord(reference.name, [name]) !== undefined)
  const [name] = near
  if (name === undefined || near.length > 1) return undefined
  const object = state.find(reference.kind, pod.namespace, name)
  const keys = object === undefined ? undefined : keysOf(object)
  const asked = configReferences(pod)
    .filter((one) => one.kind === reference.kind && one.name === reference.name)
    .flatMap(({ key }) => key?.text ?? [])
  return asked.every((key) => keys?.includes(key) ?? true) ? name : undefined
}

/** Certain where keys of the near one are asked for by name and are all there. */
function rename(pod: LiveObject, reference: ConfigReference, near: string, state: ClusterState): Repair | undefined {
  const places = configReferences(pod).filter((one) => one.kind === reference.kind && one.name === reference.name)
  const origins = places.map(({ nameField }) => originOf(pod, nameField, state))
  const [first] = origins
  if (reference.kind === 'Secret' || first === undefined || origins.includes(undefined) || places.some(({ key }) => key === undefined))
    return undefined
  const pointers = new Set(origins.flatMap((origin) => origin?.field.pointer ?? []))
  return {
    object: first.maker,
    description: `Name ConfigMap \`${near}\`.`,
    operations: [...pointers].flatMap((path) => [
      { op: 'test' as const, path, value: reference.name },
      { op: 'replace' as const, path, value: near },
    ]),
  }
}

/** A repair in the template of the workload above a pod: one value in place of another. */
export function replaceInTemplate(
  pod: LiveObject,
  field: ConfigReference['nameField'],
  value: string,
  description: string,
  state: ClusterState,
): Repair | undefined {
  const origin = originOf(pod, field, state)
  if (origin === undefined) return undefined
  const path = origin.field.pointer
  return {
    object: origin.maker,
    description,
    operations: [
      { op: 'test', path, value: field.value },
      { op: 'replace', path, value },
    ],
  }
}
