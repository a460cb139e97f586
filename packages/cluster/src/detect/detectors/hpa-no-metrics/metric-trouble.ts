import type { LiveReference, NextStep } from '@aks-copilot/contracts'
import { containers, type Field } from '@aks-copilot/kubernetes'
import { findTarget, targetOf } from '../../autoscalers.ts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { MINUTE } from '../../durations.ts'
import { absenceEvidence, type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { inNamespace } from '../../pods.ts'
import { shellWord } from '../../shell-words.ts'

/** Why there are no metrics. */
export interface MetricTrouble {
  readonly text: string
  /** How long it may last before it is a fault, in ms. */
  readonly patience: number
  readonly evidence: readonly EvidenceRecord[]
  readonly blames: readonly LiveReference[]
  readonly nextSteps: readonly NextStep[]
}

const QUIET = { evidence: [], blames: [], nextSteps: [] } as const

/** New pods are measured a minute or two after they start. */
const WARM_UP = 4 * MINUTE

/** Reads what the autoscaler says; undefined where the trouble is over, and only its word is old. */
export function readMetricTrouble(autoscaler: LiveObject, said: string, state: ClusterState): MetricTrouble | undefined {
  const [, resource, container] = /missing request for (\w+)(?: in container (\S+))?/.exec(said) ?? []
  if (resource !== undefined) return missingRequest(autoscaler, resource, container, state)
  const api = /\b(?:get|list) \S*?\b((?:custom\.|external\.)?metrics\.k8s\.io)/.exec(said)?.[1]
  const isAbsent = /could not find the requested resource|no custom metrics API|no external metrics API/.test(said)
  if (isAbsent) return missingApi(api ?? 'metrics.k8s.io', state)
  if (/unable to handle the request|connection refused|context deadline exceeded/.test(said))
    return {
      ...QUIET,
      text: `the API \`${api ?? 'metrics.k8s.io'}\` does not answer`,
      patience: 2 * MINUTE,
      blames: apiServices(api ?? 'metrics.k8s.io', state),
    }
  if (/no metrics returned|did not receive metrics|no pods returned/.test(said)) return silentPods(autoscaler)
  return { ...QUIET, text: said.replace(/^the HPA was unable to compute the replica count: /, '').replace(/\.$/, ''), patience: WARM_UP }
}

function missingApi(api: string, state: ClusterState): MetricTrouble {
  const services = apiServices(api, state)
  const name = `v1beta1.${api}`
  return {
    text: `the API \`${api}\` is not installed`,
    patience: MINUTE,
    evidence:
      services.length === 0 && state.isAbsent('APIService', undefined, name)
        ? [absenceEvidence({ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', name })]
        : [],
    blames: services,
    nextSteps: [{ text: 'See which metrics APIs there are.', command: 'kubectl get apiservices | grep metrics' }],
  }
}

function apiServices(api: string, state: ClusterState): LiveReference[] {
  return state
    .list('APIService')
    .filter((service) => service.spec.at('group').is(api))
    .map(({ reference }) => reference)
}

/** A share of a request can't be computed without one. */
function missingRequest(
  autoscaler: LiveObject,
  resource: string,
  named: string | undefined,
  state: ClusterState,
): MetricTrouble | undefined {
  const target = findTarget(autoscaler, state)
  const open = target === undefined ? [] : containers(target, 'containers').filter((container) => !hasRequest(container, resource))
  // Mended in the template; the autoscaler sees it with the new pods.
  if (target !== undefined && open.length === 0) return undefined
  const name = open[0]?.at('name').text ?? named ?? ''
  const { kind, name: workload } = targetOf(autoscaler)
  return {
    text: `container \`${name}\` of ${kind} \`${workload}\` requests no ${resource}`,
    patience: MINUTE,
    evidence: target === undefined || open[0] === undefined ? [] : [fieldEvidence(target, open[0].at('name'))],
    blames: [],
    nextSteps: [
      {
        text: 'Set a request, with a value that fits the workload.',
        command: `kubectl set resources ${kind.toLowerCase()} ${shellWord(workload)}${inNamespace(autoscaler)} -c ${shellWord(name)} --requests=${resource}=${resource === 'cpu' ? '100m' : '128Mi'}`,
      },
    ],
  }
}

function hasRequest(container: Field, resource: string): boolean {
  return container.at('resources', 'requests', resource).exists || container.at('resources', 'limits', resource).exists
}

/** Nobody measures pods that do not run. */
function silentPods(autoscaler: LiveObject): MetricTrouble {
  const { kind, name } = targetOf(autoscaler)
  return {
    ...QUIET,
    text: `none of the pods of ${kind} \`${name}\` has any`,
    patience: WARM_UP,
    blames: [{ kind, ...(autoscaler.namespace === undefined ? {} : { namespace: autoscaler.namespace }), name }],
  }
}
