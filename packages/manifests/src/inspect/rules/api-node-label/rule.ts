import { type Field, podSpec, WORKLOAD_KINDS, table } from '@aks-copilot/kubernetes'
import { automatic, judgement, remove, rename, rule, set, violation } from '../../rule.ts'

const NEW_KEYS = table<string>({
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
})

export default rule({
  id: 'api-node-label',
  group: 'api',
  title: 'The label of nodes has a new name',
  why: 'Kubernetes deprecated these labels years ago; once a node comes without them, the pods stay Pending or are no longer spread.',
  help: 'Use kubernetes.io/os, kubernetes.io/arch, node.kubernetes.io/instance-type, topology.kubernetes.io/zone and /region.',
  severity: 'warning',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/nodeSelector', '**/nodeAffinity/**/key', '**/topologyKey'],

  *inspect(object) {
    const spec = podSpec(object)
    if (spec === undefined) return
    for (const at of spec.at('nodeSelector').entries()) {
      const key = NEW_KEYS[String(at.key)]
      if (key !== undefined)
        yield violation(at, `Label \`${String(at.key)}\` is now \`${key}\`.`, { key, twin: spec.at('nodeSelector', key) })
    }
    for (const at of keysIn(spec)) {
      const key = NEW_KEYS[at.text ?? '']
      if (key !== undefined) yield violation(at, `Label \`${at.text}\` is now \`${key}\`.`, { key, twin: undefined as Field | undefined })
    }
  },

  propose({ at, key, twin }) {
    if (twin === undefined) return automatic(`Use \`${key}\`.`, [set(at, key)])
    if (!twin.exists) return automatic(`Use \`${key}\`.`, [rename(at, key)])
    return twin.value === at.value
      ? automatic(`Remove it: \`${key}\` asks for the same.`, [remove(at)])
      : judgement(`Decide which counts: \`${key}\` asks for \`${String(twin.value)}\`.`)
  },
})

/** Fields that hold the key of a node label: node affinity, pod affinity, topology spread. */
function keysIn(spec: Field): Field[] {
  const node = spec.at('affinity', 'nodeAffinity')
  const required = node.at('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms').items()
  const preferred = node
    .at('preferredDuringSchedulingIgnoredDuringExecution')
    .items()
    .map((term) => term.at('preference'))
  const pods = ['podAffinity', 'podAntiAffinity'].flatMap((name) => {
    const affinity = spec.at('affinity', name)
    return [
      ...affinity.at('requiredDuringSchedulingIgnoredDuringExecution').items(),
      ...affinity
        .at('preferredDuringSchedulingIgnoredDuringExecution')
        .items()
        .map((term) => term.at('podAffinityTerm')),
    ]
  })
  return [
    ...[...required, ...preferred].flatMap((term) => term.at('matchExpressions').items()).map((expression) => expression.at('key')),
    ...[...pods, ...spec.at('topologySpreadConstraints').items()].map((term) => term.at('topologyKey')),
  ]
}
