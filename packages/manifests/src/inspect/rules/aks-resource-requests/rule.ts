import { type KubernetesObject, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedContainers, safeguardSeverity } from '../../admission.ts'
import { type BundleView, judgement, option, rule, set, violation } from '../../rule.ts'

const RESOURCES = ['cpu', 'memory'] as const

export default rule({
  id: 'aks-resource-requests',
  group: 'aks',
  title: 'Container requests no CPU or memory',
  why: 'Without requests the scheduler packs nodes blindly; AKS Automatic sets 500m and 2048Mi itself, which a GitOps tool then reports as drift.',
  help: 'Set resources.requests.cpu and resources.requests.memory to what the container needs.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  reads: ['LimitRange'],
  changes: ['**/resources/requests/cpu', '**/resources/requests/memory'],

  /**
   * A limit counts as a request of the same size, a request of the whole pod is shared by its containers, and what a
   * LimitRange of the namespace gives by default is there before AKS looks.
   */
  *inspect(object, { bundle }) {
    const shared = podSpec(object)?.at('resources')
    for (const container of guardedContainers(object, 'containers', 'initContainers')) {
      const places = [container.at('resources'), ...(shared === undefined ? [] : [shared])]
      const missing = RESOURCES.filter(
        (name) =>
          !places.some((resources) => resources.at('requests', name).exists || resources.at('limits', name).exists) &&
          !isGivenByDefault(name, object, bundle),
      )
      if (missing.length > 0)
        yield violation(
          container.at('resources', 'requests'),
          `Container \`${container.at('name').text}\` requests no ${missing.map(inWords).join(' and no ')}.`,
          { missing },
        )
    }
  },

  propose({ at, missing }, { target: { requests } }) {
    if (requests === undefined) return judgement('Measure what the container needs, and set its requests.')
    return option(
      `Request ${missing.map((name) => `${requests[name]} of ${inWords(name)}`).join(' and ')}; measure, then adjust.`,
      missing.map((name) => set(at.at(name), requests[name])),
    )
  },
})

function isGivenByDefault(name: (typeof RESOURCES)[number], { namespace }: KubernetesObject, bundle: BundleView): boolean {
  const limits = bundle.of('LimitRange').filter((range) => range.namespace === namespace)
  return limits
    .flatMap((range) => range.at('spec', 'limits').items())
    .some((limit) => limit.at('type').is('Container') && (limit.at('defaultRequest', name).exists || limit.at('default', name).exists))
}

function inWords(name: (typeof RESOURCES)[number]): string {
  return name === 'cpu' ? 'CPU' : name
}
