import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type ConfigReference, configReferences, keysOf } from '../../config-references.ts'
import { detector, type Found } from '../../detector.ts'
import { changeEvidence, fieldEvidence } from '../../evidence.ts'
import { replaceInTemplate } from '../../missing-objects.ts'
import { inNamespace } from '../../pods.ts'
import { type StartFailure, startFailures, stuckPods } from '../../start-failures.ts'
import { shellWord } from '../../shell-words.ts'

export default detector({
  id: 'config-key-missing',
  group: 'pod',
  title: 'A key that a pod needs is not in its ConfigMap or Secret',
  why: 'Its containers cannot be started until the key is there.',
  help: 'Add the key, name the right one, or mark the reference as optional.',
  severity: 'error',
  reads: ['Pod', 'ConfigMap', 'Event'],
  effect: 'not-started',
  suspects: ['/data/**', '/binaryData/**', '/spec/**/containers/*/env/**', '/spec/**/volumes/**'],

  *detect(state) {
    for (const pod of stuckPods(state)) {
      const failures = startFailures(pod, state)
      const told = new Set<string>()
      for (const reference of configReferences(pod)) {
        const { key, kind, name } = reference
        const holder = state.find(kind, pod.namespace, name)
        if (key?.text === undefined || told.has(`${kind}/${name}/${key.text}`)) continue
        const failure = failures.find(({ text }) => saysMissing(text, reference, key))
        // Keys of Secrets are never read, and what may not be read is not known: there only the kubelet's word counts.
        const lacks = holder === undefined ? undefined : keysOf(holder)?.includes(key.text) === false
        if (lacks !== true && (failure === undefined || keysOf(holder ?? pod) !== undefined)) continue
        told.add(`${kind}/${name}/${key.text}`)
        yield missingKey(pod, reference, key, failure, state)
      }
    }
  },
})

function saysMissing(text: string, { kind, name, user }: ConfigReference, key: Field): boolean {
  if (text.includes(`couldn't find key ${key.text} in ${kind} `)) return text.endsWith(`/${name}`)
  const mount = new RegExp(`references non-existent ${kind === 'Secret' ? 'secret' : 'config'} key: (.+)$`).exec(text)?.[1]
  return mount === key.text && text.includes(`"${/`(.+)`/.exec(user)?.[1]}"`)
}

function missingKey(
  pod: LiveObject,
  reference: ConfigReference,
  key: Field,
  failure: StartFailure | undefined,
  state: ClusterState,
): Found {
  const { kind, name, user } = reference
  const asked = key.text ?? ''
  const holder = state.find(kind, pod.namespace, name)
  const keys = (holder === undefined ? undefined : keysOf(holder)) ?? []
  const nearKeys = keys.filter((one) => nearestWord(asked, [one]) !== undefined)
  const near = nearKeys.length === 1 ? nearKeys[0] : undefined
  const removal =
    holder === undefined
      ? undefined
      : state.changesOf(holder).findLast(({ diff }) => diff.some(({ path, to }) => path.endsWith(`/${asked}`) && to === undefined))
  return {
    object: pod,
    about: `${kind} ${name} ${asked}`,
    message: `${kind} \`${name}\` has no key \`${asked}\`, which ${user} needs${near === undefined ? '' : `; it has \`${near}\``}.`,
    since: removal?.at ?? failure?.since ?? pod.createdAt,
    evidence: [
      ...(failure === undefined ? [] : [failure.evidence]),
      ...(holder === undefined || near === undefined
        ? []
        : [fieldEvidence(holder, holder.at(holder.at('data', near).exists ? 'data' : 'binaryData', near))]),
      ...(removal === undefined ? [] : [changeEvidence(removal, `key ${asked} was removed`)]),
      fieldEvidence(pod, key),
    ],
    blames: holder === undefined ? [] : [holder.reference],
    nextSteps: [
      {
        text: `See the keys of ${kind} \`${name}\`.`,
        command: `kubectl describe ${kind.toLowerCase()} ${shellWord(name)}${inNamespace(pod)}`,
      },
      { text: `Add \`${asked}\`, or name the right key in ${state.topController(pod).kind} \`${state.topController(pod).name}\`.` },
    ],
    // A key that somebody took away belongs back; another that looks like it may be something else.
    repair: near === undefined || removal !== undefined ? undefined : replaceInTemplate(pod, key, near, `Ask for key \`${near}\`.`, state),
  }
}
