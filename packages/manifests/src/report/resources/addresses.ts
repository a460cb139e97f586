import type { ManifestObject } from '../../source/manifest.ts'
import { escapeMarkdown, inlineCode } from '../markdown/escape.ts'
import { type Need, type Section, type Survey, word } from './survey.ts'

const INTERNAL = 'service.beta.kubernetes.io/azure-load-balancer-internal'
const PIP_NAME = 'service.beta.kubernetes.io/azure-pip-name'

/** Load balancer addresses: those that Services ask for, and those of the ingress controller or gateway. */
export function addresses(survey: Survey): Section {
  const services = survey.of('Service', '').filter((service) => service.at('spec', 'type').is('LoadBalancer'))
  const internal = services.filter((service) => service.annotations.at(INTERNAL).text === 'true')
  const open = services.filter((service) => !internal.includes(service))
  const gateways = survey.of('Gateway', 'gateway.networking.k8s.io')
  const ingresses = survey.of('Ingress', 'networking.k8s.io')
  return {
    title: 'Addresses',
    needs: [
      ...open.map((service) => publicAddress(service, survey)),
      ...internal.map((service): Need => ({
        what: 'A private address of the virtual network; the cluster takes it',
        because: [survey.place(service, service.annotations.at(INTERNAL))],
      })),
      ...gateways.map((gateway): Need => ({
        what: `A load balancer of its own for Gateway ${inlineCode(gateway.name)}, public unless its annotations say otherwise`,
        because: [survey.place(gateway)],
      })),
      ...(ingresses.length > 0
        ? [
            {
              what: 'The address of the ingress controller, shared by all Ingresses of its class',
              because: ingresses.map((ingress) => survey.place(ingress, ingress.at('spec', 'ingressClassName'))),
            },
          ]
        : []),
    ],
  }
}

function publicAddress(service: ManifestObject, survey: Survey): Need {
  const name = service.annotations.at(PIP_NAME).text ?? `${service.name}-ip`
  const ranges = service.at('spec', 'loadBalancerSourceRanges').items()
  const open =
    ranges.length === 0 ? '**open to the Internet**' : `open to ${ranges.map((range) => inlineCode(range.text ?? '')).join(', ')}`
  return {
    what: `A public address, ${open}. The cluster makes one that lives as long as the Service; to keep it, make it yourself and name it in the annotation ${inlineCode(PIP_NAME)}`,
    because: [`${survey.place(service, service.at('spec', 'type'))}: ${portsOf(service)}`],
    make: [
      'NODE_RESOURCE_GROUP=$(az aks show --resource-group $RESOURCE_GROUP --name $CLUSTER --query nodeResourceGroup --output tsv)',
      `az network public-ip create --resource-group $NODE_RESOURCE_GROUP --name ${word(name)} --sku Standard --allocation-method static`,
    ],
  }
}

function portsOf(service: ManifestObject): string {
  const ports = service
    .at('spec', 'ports')
    .items()
    .map((port) => `${port.at('port').number ?? '?'}/${port.at('protocol').text ?? 'TCP'}`)
  return ports.length === 0 ? 'no port' : escapeMarkdown(ports.join(', '))
}
