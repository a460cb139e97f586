import { type KubernetesObject, sameJson } from '@aks-copilot/kubernetes'
import { isGuarded } from '../../admission.ts'
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
    const services = bundle.of('Service').filter((candidate) => selects(candidate) && candidate.namespace === object.namespace)
    const twin = services
      .slice(0, services.indexOf(object))
      .find((earlier) => earlier.name !== object.name && sameJson(selectorOf(earlier), selectorOf(object)))
    if (twin !== undefined)
      yield violation(object.at('spec', 'selector'), `Service \`${object.name}\` has the same selector as Service \`${twin.name}\`.`)
  },
})

function selects(service: KubernetesObject): boolean {
  const spec = service.at('spec')
  return service.group === '' && isGuarded(service) && !spec.at('type').is('ExternalName') && spec.at('selector').entries().length > 0
}

function selectorOf(service: KubernetesObject): unknown {
  return service.at('spec', 'selector').value
}
