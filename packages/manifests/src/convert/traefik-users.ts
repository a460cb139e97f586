import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { type BundleView, type Change, drop } from '../inspect/rule.ts'
import { isNamed, middlewareReferences } from '../inspect/traefik.ts'

/** Kinds of Traefik are in two groups: the old one until v2.9, the new one since. */
export function isTraefik(object: KubernetesObject): boolean {
  return object.group === 'traefik.io' || object.group === 'traefik.containo.us'
}

/** The IngressRoutes and Ingresses that use a Middleware, by themselves or through a chain. */
export function usersOf(middleware: KubernetesObject, bundle: BundleView, seen: readonly KubernetesObject[] = []): KubernetesObject[] {
  if (seen.includes(middleware)) return []
  const routes = bundle.of('IngressRoute', 'IngressRouteTCP').filter(
    (route) =>
      isTraefik(route) &&
      route
        .at('spec', 'routes')
        .items()
        .some((one) => names(one.at('middlewares'), middleware, route.namespace)),
  )
  const ingresses = bundle.of('Ingress').filter((ingress) => isAnnotated(ingress, middleware))
  const chains = bundle
    .of('Middleware')
    .filter((chain) => isTraefik(chain) && names(chain.at('spec', 'chain', 'middlewares'), middleware, chain.namespace))
  return [...new Set([...routes, ...ingresses, ...chains.flatMap((chain) => usersOf(chain, bundle, [...seen, middleware]))])]
}

function names(list: Field, middleware: KubernetesObject, namespace: string | undefined): boolean {
  return list
    .items()
    .some((reference) => reference.at('name').is(middleware.name) && (reference.at('namespace').text ?? namespace) === middleware.namespace)
}

function isAnnotated(ingress: KubernetesObject, middleware: KubernetesObject): boolean {
  return middlewareReferences(ingress).some((reference) => isNamed(middleware, reference, ingress.namespace))
}

/** Takes away the Middlewares that nobody uses any more when these objects are converted. */
export function dropUnused(converted: readonly KubernetesObject[], bundle: BundleView): Change[] {
  const unused = bundle.of('Middleware').filter((middleware) => {
    const users = isTraefik(middleware) ? usersOf(middleware, bundle) : []
    return users.length > 0 && users.every((user) => converted.includes(user))
  })
  return unused.map((middleware) => drop(middleware, 'it is for Traefik; the routes that used it do its work.'))
}
