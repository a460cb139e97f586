import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'

/** Kinds of Traefik are in two groups: the old one until v2.9, the new one since. */
export function isTraefik(object: KubernetesObject): boolean {
  return object.group === 'traefik.io' || object.group === 'traefik.containo.us'
}

/** The IngressRoutes and Ingresses that use a Middleware, by themselves or through a chain. */
export function usersOf(middleware: KubernetesObject, bundle: BundleView, seen: readonly KubernetesObject[] = []): KubernetesObject[] {
  if (seen.includes(middleware)) return []
  const routes = bundle.of('IngressRoute', 'IngressRouteTCP').filter((route) => isTraefik(route) && route.at('spec', 'routes').items().some((one) => names(one.at('middlewares'), middleware, route.namespace)))
  const ingresses = bundle.of('Ingress').filter((ingress) => isAnnotated(ingress, middleware))
  const chains = bundle.of('Middleware').filter((chain) => isTraefik(chain) && names(chain.at('spec', 'chain', 'middlewares'), middleware, chain.namespace))
  return [...new Set([...routes, ...ingresses, ...chains.flatMap((chain) => usersOf(chain, bundle, [...seen, middleware]))])]
}

function names(list: Field, middleware: KubernetesObject, namespace: string | undefined): boolean {
  return list.items().some((reference) => reference.at('name').is(middleware.name) && (reference.at('namespace').text ?? namespace) === middleware.namespace)
}

/** An Ingress names Middlewares as `<namespace>-<name>@kubernetescrd`. */
function isAnnotated(ingress: KubernetesObject, middleware: KubernetesObject): boolean {
  const list = ingress.annotations.at('traefik.ingress.kubernetes.io/router.middlewares').text?.split(',').map((name) => name.trim()) ?? []
  return list.includes(`${middleware.namespace ?? ingress.namespace ?? 'default'}-${middleware.name}@kubernetescrd`)
}
