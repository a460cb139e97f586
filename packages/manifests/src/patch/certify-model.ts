import type { Gate } from '@aks-copilot/contracts'
import { fromPointer, type PathStep, sameJson } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import type { Answer } from '../inspect/rule.ts'
import { excess } from '../think/model/bounds.ts'
import { resolveOperations } from '../think/resolve-operations.ts'
import type { Thought } from '../think/think.ts'
import { gate } from './certify.ts'
import { changedPaths, isDeclared } from './changed-paths.ts'
import type { ValueStep } from './document-draft.ts'

/** Fields that decide what a workload may do, who reaches it, or what it runs. A model changes none of them, whatever a rule allows. */
const GUARDED = new Set([
  'securityContext',
  'capabilities',
  'privileged',
  'allowPrivilegeEscalation',
  'seccompProfile',
  'appArmorProfile',
  'procMount',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'runAsNonRoot',
  'readOnlyRootFilesystem',
  'seLinuxOptions',
  'windowsOptions',
  'fsGroup',
  'supplementalGroups',
  'hostPath',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostUsers',
  'hostPort',
  'hostname',
  'hostAliases',
  'volumeDevices',
  'serviceAccountName',
  'serviceAccount',
  'automountServiceAccountToken',
  'imagePullSecrets',
  'image',
  'command',
  'args',
  'lifecycle',
  'env',
  'envFrom',
  'data',
  'stringData',
  'binaryData',
  'tls',
  'externalIPs',
  'loadBalancerSourceRanges',
  'webhooks',
  'namespaceSelector',
  'ingress',
  'egress',
  'policyTypes',
  'annotations',
  'tolerations',
  'nodeName',
  'runtimeClassName',
  'finalizers',
  'ownerReferences',
  'clientConfig',
  'caBundle',
  'shareProcessNamespace',
  'type',
])
/** References within guarded lists that name where a value comes from, and hold none. */
const REFERENCES = /\/(?:configMapKeyRef|secretKeyRef|configMapRef|secretRef)\/(?:key|name)$/
const GUARDED_KINDS = new Set([
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'NetworkPolicy',
  'ServiceAccount',
  'Secret',
  'Namespace',
  'CustomResourceDefinition',
])
const OPEN_TYPES = new Set(['LoadBalancer', 'NodePort'])

/** What a model's proposal must hold beside the gates of every fix: small, in the declared fields, not about security, one of the known answers, and the one that something speaks for. */
export function modelGates(thought: Thought, steps: readonly ValueStep[]): Gate[] {
  if (thought.model === undefined) return []
  const answers = thought.answers?.() ?? []
  return [boundsGate(thought), placesGate(thought, answers, steps), securityGate(thought, steps), ...answerGates(thought, answers)]
}

function boundsGate({ changes }: Thought): Gate {
  const much = excess(changes.flatMap(({ operations }) => operations.filter(({ op }) => op !== 'test')))
  return gate('bounded', much === undefined, much ?? 'few operations, short')
}

/** Instead of what the rule's own fixes may change: the fields of its known answers. */
function placesGate({ finding }: Thought, answers: readonly Answer[], steps: readonly ValueStep[]): Gate {
  const declared = answers.flatMap((answer) => changedBy(finding.object.value, answer))
  const changed = steps.flatMap(({ before, after }) => changedPaths(before, after))
  const stray = changed.find((pointer) => !isDeclared(pointer, declared))
  return gate(
    'declared-paths-only',
    stray === undefined,
    stray === undefined
      ? `${changed.length} declared ${changed.length === 1 ? 'path' : 'paths'} changed, no other`
      : `${stray === '' ? 'the whole object' : stray} changed, and the rule knows no answer there`,
  )
}

function changedBy(object: Readonly<Record<string, unknown>>, answer: Answer): string[] {
  return changedPaths(object, applied(object, answer))
}

/** The object as an answer leaves it. */
function applied(object: Readonly<Record<string, unknown>>, { intents }: Answer): unknown {
  const draft = structuredClone(object)
  applyPatch(draft, structuredClone(resolveOperations(object, intents)))
  return draft
}

function securityGate({ finding: { object } }: Thought, steps: readonly ValueStep[]): Gate {
  const changed = steps.flatMap(({ before, after }) => changedPaths(before, after))
  const guarded = changed.find((pointer) => isGuarded(fromPointer(pointer), pointer))
  const exposed = changed.find((pointer) => exposes(object.kind, object.at('spec', 'type').text, pointer))
  const why = GUARDED_KINDS.has(object.kind)
    ? `a ${object.kind} decides on rights: no model changes it`
    : guarded !== undefined
      ? `${guarded} decides what the workload may do, or what it runs: no model changes it`
      : exposed !== undefined
        ? `${exposed} decides what is reached from outside: no model changes it`
        : undefined
  return gate('no-weaker-security', why === undefined, why ?? 'no field changes that decides on rights, exposure or what runs')
}

function isGuarded(steps: readonly PathStep[], pointer: string): boolean {
  if (REFERENCES.test(pointer)) return false
  return pointer === '' || steps.some((step) => GUARDED.has(String(step)))
}

function exposes(kind: string, type: string | undefined, pointer: string): boolean {
  if (kind === 'Ingress' || kind === 'HTTPRoute') return !/\/port(?:\/(?:name|number))?$/.test(pointer)
  return kind === 'Service' && OPEN_TYPES.has(type ?? '')
}

function answerGates(thought: Thought, answers: readonly Answer[]): Gate[] {
  const { object } = thought.finding
  const result = patched(object.value, thought)
  const chosen = answers.find((answer) => result !== undefined && sameJson(result, applied(object.value, answer)))
  const spoken = answers.filter(({ because }) => because !== undefined)
  const clear = chosen?.because !== undefined && spoken.length === 1
  return [
    gate(
      'values-known',
      chosen !== undefined,
      chosen === undefined
        ? 'it is none of the answers that the manifests, the profile or the schema give'
        : `one of ${answers.length} known answers`,
    ),
    gate('answer-proven', clear, clear ? (chosen.because ?? '') : unclear(spoken.length)),
  ]
}

function patched(object: Readonly<Record<string, unknown>>, { changes }: Thought): unknown {
  const draft = structuredClone(object)
  const errors = changes.flatMap(({ operations }) => applyPatch(draft, structuredClone([...operations])))
  return errors.every((error) => error === null) ? draft : undefined
}

function unclear(count: number): string {
  return count > 1
    ? 'several answers are as likely: a person must choose'
    : 'nothing in the manifests says that this is meant: a person must choose'
}
