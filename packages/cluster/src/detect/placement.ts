import type { LiveReference } from '@aks-copilot/contracts'
import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Repair } from './detector.ts'
import { type EvidenceRecord, fieldEvidence } from './evidence.ts'
import { replaceInTemplate } from './missing-objects.ts'
import { amountText, requestOf, roomOn } from './pod-requests.ts'
import type { Refusal } from './scheduler-words.ts'

/** One reason of the scheduler with what the records add to it. */
export interface Obstacle {
  /** For the middle of a sentence. */
  readonly text: string
  readonly evidence: readonly EvidenceRecord[]
  readonly blames: readonly LiveReference[]
  readonly repair?: Repair | undefined
}

/** Says what a refusal means for this pod: what it asks for, and what there is. */
export function obstacle(refusal: Refusal, pod: LiveObject, state: ClusterState): Obstacle {
  const on = refusal.nodes === 1 ? 'one node' : `${refusal.nodes} nodes`
  switch (refusal.why) {
    case 'insufficient':
      return shortage(refusal.what, pod, state)
    case 'too-many-pods':
      return shortage('pods', pod, state)
    case 'taint':
      return tainted(refusal, on, state)
    case 'selector':
      return unmatched(pod, on, state)
    case 'cordoned':
      return {
        text: `${on} ${refusal.nodes === 1 ? 'is' : 'are'} cordoned`,
        evidence: [],
        blames: cordoned(state).map(({ reference }) => reference),
      }
    case 'claim-missing':
      return { text: `PersistentVolumeClaim \`${refusal.what}\` does not exist`, evidence: [], blames: [claim(refusal.what, pod)] }
    case 'claim-unbound':
    case 'no-volume':
      return unbound(pod, state)
    case 'host-port':
      return { text: `its host port ${hostPorts(pod)} is taken on ${on}`, evidence: [], blames: [] }
    case 'pod-affinity':
      return { text: 'the pods that its pod affinity asks for are on no node that it may use', evidence: [], blames: [] }
    case 'pod-anti-affinity':
      return { text: `its pod anti-affinity keeps it away from ${on}`, evidence: [], blames: [] }
    case 'spread':
      return {
        text: `its topology spread constraints leave out ${on}${refusal.what === '' ? '' : ', for want of a label that they name'}`,
        evidence: [],
        blames: [],
      }
    case 'volume-elsewhere':
      return {
        text: `its volume can only be used in another zone or on another node than ${on}`,
        evidence: [],
        blames: claimsOf(pod).map((name) => claim(name, pod)),
      }
    case 'volume-count':
      return { text: `${on} can attach no further volume`, evidence: [], blames: [] }
    case 'other':
      return { text: refusal.what, evidence: [], blames: [] }
  }
}

function shortage(resource: string, pod: LiveObject, state: ClusterState): Obstacle {
  const rooms = state.coverage.knowsAbsence('Node') ? roomOn(state, resource) : []
  const largest = Math.max(0, ...rooms.map(({ all }) => all))
  const [best] = rooms
  const name = resource === 'pods' ? 'pods' : `\`${resource}\``
  if (best === undefined) return { text: `no node has enough ${name}`, evidence: [], blames: [] }
  const wants = requestOf(pod, resource)
  const evidence = best.node.status.at('allocatable', resource).exists
    ? [fieldEvidence(best.node, best.node.status.at('allocatable', resource))]
    : []
  if (resource === 'pods') return { text: `node \`${best.node.name}\` takes ${largest} pods and has them`, evidence, blames: [] }
  const ask = `it asks for ${amountText(wants, resource)} ${name}`
  if (largest === 0) return { text: `${ask}, and no node has any`, evidence, blames: [] }
  if (wants > largest) return { text: `${ask}, more than the ${amountText(largest, resource)} of the largest node`, evidence, blames: [] }
  // What pods of namespaces that nobody looked at hold is not counted.
  return {
    text: state.coverage.knowsAbsence('Pod')
      ? `${ask}, and no node has more than ${amountText(Math.max(0, best.free), resource)} left of it`
      : `${ask}, and no node has that much left`,
    evidence,
    blames: [],
  }
}

function tainted(refusal: Refusal, on: string, state: ClusterState): Obstacle {
  const [key = '', value = ''] = refusal.what.split(': ')
  const nodes = state.list('Node').filter((node) =>
    node.spec
      .at('taints')
      .items()
      .some((taint) => (key === '' ? true : taint.at('key').is(key))),
  )
  const [first] = nodes
  const taint = first?.spec
    .at('taints')
    .items()
    .find((one) => key === '' || one.at('key').is(key))
  return {
    text: `it does not tolerate the taint ${key === '' ? '' : `\`${key}${value.trim() === '' ? '' : `=${value.trim()}`}\` `}of ${on}`,
    evidence: first === undefined || taint === undefined ? [] : [fieldEvidence(first, taint.at('key'))],
    blames: nodes.map(({ reference }) => reference),
  }
}

function unmatched(pod: LiveObject, on: string, state: ClusterState): Obstacle {
  const selector = pod.spec.at('nodeSelector')
  const pair = selector.entries().find((one) => !state.list('Node').some((node) => node.labels.at(one.key).is(one.text ?? '')))
  if (pair === undefined) return outOfAffinity(pod, on)
  const values = new Set(state.list('Node').flatMap((node) => node.labels.at(pair.key).text ?? []))
  const near = values.size === 1 ? nearestWord(pair.text ?? '', values) : undefined
  return {
    text: `no node has the label \`${pair.key}: ${pair.text}\` of its nodeSelector${near === undefined ? '' : `; there is \`${pair.key}: ${near}\``}`,
    evidence: [fieldEvidence(pod, pair)],
    blames: [],
    repair: near === undefined ? undefined : replaceInTemplate(pod, pair, near, `Select \`${pair.key}: ${near}\`.`, state),
  }
}

function outOfAffinity(pod: LiveObject, on: string): Obstacle {
  const terms = pod.spec.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')
  const asked = terms
    .items()
    .flatMap((term) => term.at('matchExpressions').items())
    .map((expression) => {
      const values = expression
        .at('values')
        .items()
        .map(({ text }) => text)
        .join(', ')
      return `\`${expression.at('key').text} ${expression.at('operator').text}${values === '' ? '' : ` ${values}`}\``
    })
  const what =
    asked.length === 0 ? 'its node affinity or nodeSelector does not fit' : `its node affinity, ${asked.join(' and ')}, does not fit`
  return { text: `${what} ${on}`, evidence: terms.exists ? [fieldEvidence(pod, terms)] : [], blames: [] }
}

function cordoned(state: ClusterState): readonly LiveObject[] {
  return state.list('Node').filter((node) => node.spec.at('unschedulable').is(true))
}

function unbound(pod: LiveObject, state: ClusterState): Obstacle {
  const names = claimsOf(pod).filter(
    (name) => state.find('PersistentVolumeClaim', pod.namespace, name)?.at('status', 'phase').is('Bound') !== true,
  )
  return {
    text:
      names.length === 0
        ? 'a PersistentVolumeClaim has no volume'
        : `PersistentVolumeClaim ${names.map((name) => `\`${name}\``).join(', ')} has no volume`,
    evidence: names.flatMap((name) => {
      const object = state.find('PersistentVolumeClaim', pod.namespace, name)
      return object?.at('status', 'phase').exists === true ? [fieldEvidence(object, object.at('status', 'phase'))] : []
    }),
    blames: names.map((name) => claim(name, pod)),
  }
}

function claimsOf(pod: LiveObject): readonly string[] {
  return pod.spec
    .at('volumes')
    .items()
    .flatMap((volume) => {
      if (volume.at('ephemeral').exists) return [`${pod.name}-${volume.at('name').text}`]
      return volume.at('persistentVolumeClaim', 'claimName').text ?? []
    })
}

function claim(name: string, pod: LiveObject): LiveReference {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }), name }
}

function hostPorts(pod: LiveObject): string {
  const ports = pod.spec
    .at('containers')
    .items()
    .flatMap((container) =>
      container
        .at('ports')
        .items()
        .flatMap((port) => port.at('hostPort').scalar ?? []),
    )
  return [...new Set(ports)].map((port) => `\`${port}\``).join(', ')
}
