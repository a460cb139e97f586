import { type Field, type KubernetesObject, sameJson } from '@aks-copilot/kubernetes'
import { mayProtect } from './may-protect.ts'
import type { TraitList } from './traits.ts'

/** How a Service or an Ingress can be reached, and by whom. */
export function networkTraits(object: KubernetesObject, traits: TraitList): void {
  if (object.kind === 'Service' && object.group === '') serviceTraits(object, traits)
  if (object.kind === 'Ingress') ingressTraits(object, traits)
  for (const [key, value] of Object.entries(object.annotations.strings()))
    traits.guard(
      mayProtect(key) || key.endsWith('azure-load-balancer-internal') || key.endsWith('azure-allowed-ip-ranges'),
      `annotation \`${key}\` changes, which may protect something`,
      `${key}=${value}`,
    )
}

function serviceTraits(service: KubernetesObject, traits: TraitList): void {
  const type = service.at('spec', 'type').text ?? 'ClusterIP'
  const isOutside = type === 'LoadBalancer' || type === 'NodePort'
  traits.risk(isOutside, `it becomes reachable from outside as ${type}`)
  traits.risk(type === 'ExternalName', `it leads to \`${service.at('spec', 'externalName').text ?? ''}\``)
  for (const address of service.at('spec', 'externalIPs').items()) traits.risk(true, `it takes the address ${address.text ?? ''}`)
  const ranges = service.at('spec', 'loadBalancerSourceRanges').items()
  traits.guard(ranges.length > 0, 'it no longer says who may call from outside')
  for (const range of ranges) traits.risk(true, `it lets in ${range.text ?? ''}`)
  for (const port of isOutside ? service.at('spec', 'ports').items() : [])
    traits.risk(true, `it opens port ${port.at('port').scalar ?? ''} to the outside`)
}

function ingressTraits(ingress: KubernetesObject, traits: TraitList): void {
  const secured = ingress
    .at('spec', 'tls')
    .items()
    .flatMap((entry) =>
      entry
        .at('hosts')
        .items()
        .flatMap(({ text }) => text ?? []),
    )
  for (const host of secured) traits.guard(true, `host \`${host}\` loses its TLS`)
  traits.guard(ingress.at('spec', 'tls').items().length > 0, 'it loses its TLS')
  for (const rule of ingress.at('spec', 'rules').items()) {
    const host = rule.at('host').text ?? '*'
    traits.risk(!isSecured(host, secured), `host \`${host}\` is served without TLS`)
  }
}

function isSecured(host: string, secured: readonly string[]): boolean {
  return secured.includes(host) || secured.includes(`*${host.slice(host.indexOf('.'))}`)
}

/** Why a NetworkPolicy lets through more than before: it holds for other pods, for fewer directions, or has another rule. */
export function widened(before: KubernetesObject, after: KubernetesObject): string[] {
  const texts: string[] = []
  if (!sameJson(before.at('spec', 'podSelector').value, after.at('spec', 'podSelector').value)) texts.push('it holds for other pods')
  const lost = directions(before).filter((direction) => !directions(after).includes(direction))
  for (const direction of lost) texts.push(`it no longer holds for ${direction}`)
  for (const key of ['ingress', 'egress'] as const) {
    const known = before.at('spec', key).items()
    const isNew = (rule: Field): boolean => !known.some((one) => sameJson(one.value, rule.value))
    if (after.at('spec', key).items().some(isNew)) texts.push(`it has another rule for ${key}`)
  }
  return texts
}

/** As the API server takes it where nothing is said: Ingress always, Egress where there are rules for it. */
function directions(policy: KubernetesObject): string[] {
  const said = policy.at('spec', 'policyTypes')
  if (said.exists) return said.items().flatMap(({ text }) => text ?? [])
  return ['Ingress', ...(policy.at('spec', 'egress').exists ? ['Egress'] : [])]
}
