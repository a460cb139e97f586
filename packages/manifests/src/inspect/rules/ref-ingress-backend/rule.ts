import { type Field, type KubernetesObject, nearestWord } from '@aks-copilot/kubernetes'
import { slip } from '../../answers.ts'
import { BundleIndex } from '../../bundle-index.ts'
import { type Dangling, dangling, decideName } from '../../dangling.ts'
import { type Answer, judgement, rule, set, violation } from '../../rule.ts'

export default rule<Dangling & { ports?: readonly string[]; services?: readonly KubernetesObject[] }>({
  id: 'ref-ingress-backend',
  group: 'ref',
  title: 'The backend leads to no port of a Service',
  why: 'The ingress controller answers such requests with 503.',
  help: 'Name a Service that there is, and one of its ports.',
  severity: 'error',
  fix: 'judge',
  kinds: ['Ingress', 'HTTPRoute'],
  reads: ['Service'],

  *inspect(object, { bundle }) {
    for (const { name, port, namespace } of backends(object)) {
      const missing = dangling(name, 'Service', namespace, bundle)
      if (missing !== undefined) yield missing
      const services = BundleIndex.of(bundle).find('Service', namespace, name.text ?? '')
      const wanted = port.value
      if (
        services.length === 0 ||
        (typeof wanted !== 'number' && (typeof wanted !== 'string' || wanted.includes('$'))) ||
        services.some((service) => serves(service, wanted))
      )
        continue
      const ports = services.flatMap(portsOf)
      const near = nearestWord(String(wanted), ports)
      yield violation(port, `Service \`${name.text ?? ''}\` has no port \`${wanted}\`.`, { near, ports, services })
    }
  },

  propose(found) {
    if (found.ports === undefined) return decideName(found)
    return judgement(`Choose the port: the Service has ${found.ports.map((port) => `\`${port}\``).join(', ')}.`, () =>
      portAnswers(found.at, found.services ?? []),
    )
  },
})

interface Backend {
  readonly name: Field
  readonly port: Field
  readonly namespace: string | undefined
}

function backends(object: KubernetesObject): Backend[] {
  const rules = object.at('spec', 'rules').items()
  if (object.kind === 'HTTPRoute') {
    const references = rules
      .flatMap((one) => one.at('backendRefs').items())
      .filter((one) => !one.at('kind').exists || one.at('kind').is('Service'))
    return references.map((one) => ({
      name: one.at('name'),
      port: one.at('port'),
      namespace: one.at('namespace').text ?? object.namespace,
    }))
  }
  if (object.apiVersion !== 'networking.k8s.io/v1') return []
  const fields = [
    object.at('spec', 'defaultBackend'),
    ...rules.flatMap((one) => one.at('http', 'paths').items()).map((path) => path.at('backend')),
  ]
  return fields
    .map((backend) => backend.at('service'))
    .filter((service) => service.exists)
    .map((service) => {
      const byName = service.at('port', 'name')
      return { name: service.at('name'), port: byName.exists ? byName : service.at('port', 'number'), namespace: object.namespace }
    })
}

function serves(service: KubernetesObject, wanted: string | number): boolean {
  const ports = service.at('spec', 'ports').items()
  return (
    ports.length === 0 ||
    ports.some((port) => port.at(typeof wanted === 'number' ? 'port' : 'name').is(wanted) || (port.at('port').text ?? '').includes('$'))
  )
}

function portsOf(service: KubernetesObject): string[] {
  return service
    .at('spec', 'ports')
    .items()
    .map((port) => port.at('name').text ?? String(port.at('port').value))
}

/** The ports of the Services, each in the way in which the backend names its port. */
function portAnswers(at: Field, services: readonly KubernetesObject[]): Answer[] {
  const field = typeof at.value === 'number' ? 'port' : 'name'
  return services
    .flatMap((service) => service.at('spec', 'ports').items())
    .filter((port) => port.at(field).exists)
    .map((port) => ({ intents: [set(at, port.at(field).value)], because: leadsTo(port, at) ?? slip(at.text, port.at('name').text ?? '') }))
}

/** Who names the port of the containers means the port of the Service that leads there. */
function leadsTo(port: Field, at: Field): string | undefined {
  if (!at.exists || port.at('targetPort').value !== at.value) return undefined
  return `port \`${port.at('port').scalar}\` of the Service leads to port \`${at.scalar}\` of the pods`
}
