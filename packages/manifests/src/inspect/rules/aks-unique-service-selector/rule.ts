import { type KubernetesObject } from '@aks-copilot/kubernetes'
import { isGuarded } from '../../admission.ts'
import { onceForEachBundle } from '../../once-for-each-bundle.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'aks-unique-service-selector',
  group: 'aks',
  title: 'Two Services select the same pods',
  why: 'AKS denies the second one where its safeguards are enforced, also when one is the headless Service of a StatefulSet.',
  help: 'Put the ports into one Service, or give each Service a selector of its own.',
  severity: 'error',
  /** Where nobody enforces it, two Services for one workload are ordinary. */
  severityOn: ({ safeguards }) => (safeguards === 'enforce' ? 'error' : safeguards === 'warn' ? 'info' : 'off'),
  fix: 'judge',
  kinds: ['Service'],
  reads: ['Service'],

  *inspect(object, { bundle }) {
    if (!selects(object)) return
    const first = firstOfSelector(bundle).get(selectorKey(object))
    const twin = first === object || first?.name === object.name ? undefined : first
    if (twin !== undefined)
      yield violation(object.at('spec', 'selector'), `Service \`${object.name}\` has the same selector as Service \`${twin.name}\`.`)
  },
})

function selects(service: KubernetesObject): boolean {
  const spec = service.at('spec')
  return service.group === '' && isGuarded(service) && !spec.at('type').is('ExternalName') && spec.at('selector').entries().length > 0
}

/** The first Service of each namespace and selector. */
const firstOfSelector = onceForEachBundle((bundle) => {
  const first = new Map<string, KubernetesObject>()
  for (const service of bundle.of('Service').filter(selects)) if (!first.has(selectorKey(service))) first.set(selectorKey(service), service)
  return first
})

function selectorKey(service: KubernetesObject): string {
  const pairs = Object.entries(service.at('spec', 'selector').strings()).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return JSON.stringify([service.namespace, pairs])
}
