import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { configReferences, keysOf } from '../../config-references.ts'
import type { ContainerState } from '../../container-states.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { matchFirst, MISSING_VARIABLE } from '../../log-phrases.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { replaceInTemplate } from '../../missing-objects.ts'
import { templateContainer } from '../../pod-makers.ts'
import { nameContainer } from '../../restarts.ts'

export default detector({
  id: 'log-missing-variable',
  group: 'logs',
  title: 'An environment variable that a program needs is not set',
  why: 'The program ends as it starts, or works without a part of its configuration.',
  help: 'Set the variable in the workload, or in the ConfigMap or Secret from which it is taken.',
  severity: 'error',
  reads: ['Pod', 'ConfigMap', 'logs'],
  effect: 'crashing',
  suspects: [
    '/spec/template/spec/containers/*/env/**',
    '/spec/template/spec/containers/*/envFrom/**',
    '/spec/template/spec/containers/*/image',
    '/data/**',
  ],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, read)) {
      const name = told.about
      const hint = hintFor(pod, container, name, state)
      yield finding(pod, {
        about: `${container.name} ${name}`,
        severity,
        explains,
        message: `${nameContainer(container)} needs the environment variable \`${name}\`, ${hint.text}.`,
        since,
        evidence: [...evidence, ...hint.evidence],
        nextSteps: [
          { text: 'See which variables it gets.', command: `kubectl set env -n ${pod.namespace} pod/${pod.name} --list` },
          {
            text: `Set \`${name}\`.`,
            command: `kubectl edit ${state.topController(pod).kind.toLowerCase()} ${state.topController(pod).name} -n ${pod.namespace}`,
          },
        ],
        repair: hint.repair,
      })
    }
  },
})

function read(text: string): Hit | undefined {
  const match = matchFirst(MISSING_VARIABLE, text)
  const name = match?.groups?.['name']
  return match === undefined || name === undefined || COMMON.has(name)
    ? undefined
    : { index: match.index + Math.max(0, match[0].lastIndexOf(name)), about: name }
}

/** Words in capitals that are no variables. */
const COMMON = new Set([
  'ERROR',
  'WARN',
  'WARNING',
  'FATAL',
  'HTTP',
  'HTTPS',
  'JSON',
  'YAML',
  'TOKEN',
  'POST',
  'SELECT',
  'INSERT',
  'UPDATE',
  'TABLE',
  'NULL',
  'TRUE',
  'FALSE',
  'THIS',
  'REQUIRED',
  'MISSING',
  'CRITICAL',
])

interface Hint {
  readonly text: string
  readonly evidence: readonly EvidenceRecord[]
  readonly repair?: Repair | undefined
}

function hintFor(pod: LiveObject, container: ContainerState, name: string, state: ClusterState): Hint {
  const variables = container.spec.at('env').items()
  const own = variables.find((variable) => variable.at('name').is(name))
  if (own !== undefined)
    return {
      text: own.at('value').is('') ? 'which is set to nothing' : 'which it says is not set, though the pod has it',
      evidence: [fieldEvidence(pod, own.at('name'))],
    }
  const near = nearestVariable(name, variables)
  if (near !== undefined)
    return { text: `which is not set; \`${near.text}\` is`, evidence: [fieldEvidence(pod, near)], repair: renaming(pod, near, name, state) }
  for (const map of configMapsOf(pod, state)) {
    const key = nearestKey(name, keysOf(map) ?? [])
    if (key === undefined) continue
    const field = map.at('data')
    const repair = key === name ? taking(pod, container, map, name, state) : undefined
    return {
      text: `which is not set; ConfigMap \`${map.name}\` has a key \`${key}\``,
      evidence: field.exists ? [fieldEvidence(map, map.at('metadata', 'name'))] : [],
      repair,
    }
  }
  return { text: 'which is not set', evidence: [] }
}

function nearestVariable(name: string, variables: readonly Field[]): Field | undefined {
  const near = nearestWord(
    name,
    variables.map((variable) => variable.at('name').text ?? ''),
  )
  return near === undefined ? undefined : variables.find((variable) => variable.at('name').is(near))?.at('name')
}

function nearestKey(name: string, keys: readonly string[]): string | undefined {
  return keys.includes(name) ? name : nearestWord(name, keys)
}

/** Those that the pod takes something from, then those of its namespace that nobody else is named after. */
function configMapsOf(pod: LiveObject, state: ClusterState): readonly LiveObject[] {
  const used = configReferences(pod).flatMap(({ kind, name }) =>
    kind === 'ConfigMap' ? (state.find(kind, pod.namespace, name) ?? []) : [],
  )
  return [...new Set(used)]
}

/** Certain where the wrong name is one slip away. */
function renaming(pod: LiveObject, field: Field, name: string, state: ClusterState): Repair | undefined {
  return replaceInTemplate(pod, field, name, `Name the variable \`${name}\`.`, state)
}

function taking(pod: LiveObject, container: ContainerState, map: LiveObject, name: string, state: ClusterState): Repair | undefined {
  const origin = templateContainer(pod, container, state)
  if (origin === undefined) return undefined
  const env = origin.field.at('env')
  const variable = { name, valueFrom: { configMapKeyRef: { name: map.name, key: name } } }
  return {
    object: origin.maker,
    description: `Take \`${name}\` from ConfigMap \`${map.name}\`.`,
    operations: [
      { op: 'test', path: origin.field.at('name').pointer, value: container.name },
      env.exists ? { op: 'add', path: `${env.pointer}/-`, value: variable } : { op: 'add', path: env.pointer, value: [variable] },
    ],
  }
}
