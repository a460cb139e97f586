import { containers, type Field, type KubernetesObject, matchesLabels, podLabels } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'

/** A port number of a Service, or why it is not known. */
export type PortAnswer = { readonly port: number } | { readonly unknown: string }

/** The number of a Service's port, from its number or name as an Ingress gives them. */
export function servicePort(
  bundle: BundleView,
  namespace: string | undefined,
  service: string,
  wanted: string | number | undefined,
): PortAnswer {
  if (typeof wanted === 'number') return { port: wanted }
  const ports = bundle.find('Service', namespace, service)?.at('spec', 'ports').items()
  if (ports === undefined)
    return {
      unknown: `Service \`${service}\` is not among the manifests, so its port ${wanted === undefined ? '' : `\`${wanted}\` `}is not known`,
    }
  const found = wanted === undefined ? (ports.length === 1 ? ports[0] : undefined) : ports.find((port) => port.at('name').is(wanted))
  const port = found?.at('port').number
  if (port !== undefined) return { port }
  return {
    unknown:
      wanted === undefined
        ? `Service \`${service}\` has ${ports.length} ports, and none is named`
        : `Service \`${service}\` has no port \`${wanted}\``,
  }
}

/** The port of a Service behind which a Route's targetPort lies: the name of a Service's port, or the number of the pods' port. */
export function portOfTarget(
  bundle: BundleView,
  namespace: string | undefined,
  service: string,
  target: string | number | undefined,
): PortAnswer {
  if (typeof target !== 'number') return servicePort(bundle, namespace, service, target)
  const found = bundle.find('Service', namespace, service)
  if (found === undefined)
    return { unknown: `Service \`${service}\` is not among the manifests, so its port for the pods' port ${target} is not known` }
  const port = found
    .at('spec', 'ports')
    .items()
    .find((candidate) => podPort(candidate, found, bundle) === target)
    ?.at('port').number
  return port === undefined ? { unknown: `no port of Service \`${service}\` leads to the pods' port ${target}` } : { port }
}

/** The number that a Service's port has in the pods; a name is looked up in the pods that the Service selects. */
function podPort(port: Field, service: KubernetesObject, bundle: BundleView): number | undefined {
  const target = port.at('targetPort')
  if (!target.exists) return port.at('port').number
  if (target.number !== undefined) return target.number
  const pods = bundle.objects.filter(
    (object) => object.namespace === service.namespace && matchesLabels(service.at('spec', 'selector').strings(), podLabels(object)),
  )
  const ports = pods.flatMap((object) => containers(object)).flatMap((container) => container.at('ports').items())
  return ports.find((candidate) => candidate.at('name').is(target.text ?? ''))?.at('containerPort').number
}
