import { isMap, type KubernetesObject, nearestWord, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { oneOf } from '../../answers.ts'
import { BundleIndex, isOpenName } from '../../bundle-index.ts'
import { configReferences, madeByControllers } from '../../config-references.ts'
import { type Dangling, dangling, decideName } from '../../dangling.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule<Dangling & { keys?: readonly string[] }>({
  id: 'ref-config',
  group: 'ref',
  title: 'A ConfigMap or Secret that the pods need is not there',
  why: 'The containers wait in CreateContainerConfigError or ContainerCreating until it exists and has the key.',
  help: 'Add it, correct its name or key, or mark the reference `optional: true`.',
  severity: 'error',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,
  reads: 'all',

  *inspect(object, { bundle }) {
    const seen = new Set<string>()
    for (const { kind, name, keys } of configReferences(object)) {
      const missing = madeByControllers(bundle).has(name.text ?? '') ? undefined : dangling(name, kind, object.namespace, bundle)
      if (missing !== undefined && !seen.has(`${kind} ${name.text}`)) yield missing
      seen.add(`${kind} ${name.text}`)
      const holders = BundleIndex.of(bundle).find(kind, object.namespace, name.text ?? '')
      const known = holders.map(keysOf)
      if (known.length === 0 || known.some((names) => names === undefined)) continue
      const there = known.flatMap((names) => names ?? [])
      for (const key of keys) {
        if (isOpenName(key.text) || there.includes(key.text ?? '')) continue
        const near = nearestWord(key.text ?? '', there)
        yield violation(
          key,
          `${kind} \`${name.text}\` has no key \`${key.text}\`${near === undefined ? '.' : `; did you mean \`${near}\`?`}`,
          { near, keys: there, severity: kind === 'Secret' ? ('warning' as const) : ('error' as const) },
        )
      }
    }
  },

  propose(found) {
    return found.keys === undefined
      ? decideName(found)
      : judgement(
          `Choose the key, or add it: there are ${found.keys
            .slice(0, 8)
            .map((key) => `\`${key}\``)
            .join(', ')}.`,
          () => oneOf(found.at, found.keys ?? []),
        )
  },
})

/** The keys of a ConfigMap or Secret; undefined where something else fills it in. */
function keysOf(object: KubernetesObject): string[] | undefined {
  const type = object.at('type').text ?? 'Opaque'
  const keys = ['data', 'binaryData', 'stringData'].flatMap((part) => (isMap(object.value[part]) ? Object.keys(object.value[part]) : []))
  return keys.length === 0 || type !== 'Opaque' ? undefined : keys
}
