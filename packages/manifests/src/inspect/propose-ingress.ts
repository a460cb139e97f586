import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { ingressToHttpRoute } from '../convert/ingress-to-http-route.ts'
import { redirectIntents, redirectQuestion } from '../convert/ingress-middlewares.ts'
import { proposeHttpRoutes } from '../convert/propose-http-routes.ts'
import { dropUnused } from '../convert/traefik-users.ts'
import { removeWithParents } from './remove-with-parents.ts'
import { automatic, type BundleView, type Intent, judgement, type Proposal, remove, type RuleContext, set } from './rule.ts'
import { ingressClass, isIngress, isTraefikClass, lostProtections, openQuestion } from './traefik.ts'

/** Where `proposeIngress` changes an object: the class of an Ingress, or what makes it an HTTPRoute. */
export const INGRESS_CHANGES: readonly string[] = ['/apiVersion', '/kind', '/metadata/name', '/metadata/annotations/*', '/spec', '/status']

/** What becomes of an Ingress that Traefik served: the class of the target, or HTTPRoutes where the profile wants the Gateway API. */
export function proposeIngress(context: RuleContext & { readonly object: KubernetesObject }): Proposal {
  const { object, bundle, target } = context
  const lost = lostProtections(object, bundle)
  if (lost.length > 0)
    return judgement(`Decide first what replaces ${lost.join(' and ')}: another ingress controller would let everybody in.`)
  const question = openQuestion(object)
  if (question !== undefined) return judgement(question)
  if (target.ingress.api === 'gateway') return proposeGateway(context)
  const withoutHttps = redirectQuestion(object, context)
  if (withoutHttps !== undefined) return judgement(withoutHttps)
  const redirect = redirectIntents(object, context)
  const { className } = target.ingress
  const annotation = object.annotations.at('kubernetes.io/ingress.class')
  return automatic(`Use the ingress class \`${className}\`${redirect.length > 0 ? ', and let it bring plain HTTP to HTTPS' : ''}.`, [
    set(object.at('spec', 'ingressClassName'), className),
    ...redirect,
    ...(annotation.exists ? removeClass(object, annotation, redirect) : []),
  ])
}

function proposeGateway(context: RuleContext & { readonly object: KubernetesObject }): Proposal {
  const { object, bundle } = context
  if (object.apiVersion !== 'networking.k8s.io/v1')
    return judgement('Write it as networking.k8s.io/v1 first; from there it can become an HTTPRoute.')
  const siblings = bundle.of('Ingress').filter((ingress) => ingress === object || movesToo(ingress, bundle))
  return proposeHttpRoutes(
    object,
    siblings,
    context,
    (ingress) => ingressToHttpRoute(ingress, bundle),
    (converted) => dropUnused(converted, bundle),
  )
}

/** A map of annotations that gets a new one is not emptied. */
function removeClass(object: KubernetesObject, annotation: Field, added: readonly Intent[]): Intent[] {
  return added.length > 0 ? [remove(annotation)] : removeWithParents(object, [annotation])
}

/** Another Ingress of Traefik with nothing to lose, which shares the Gateway. */
function movesToo(ingress: KubernetesObject, bundle: BundleView): boolean {
  const named = ingressClass(ingress)
  const ofTraefik = isIngress(ingress) && named.exists && isTraefikClass(named.text, bundle)
  const isOpen = lostProtections(ingress, bundle).length > 0 || openQuestion(ingress) !== undefined
  return ofTraefik && ingress.apiVersion === 'networking.k8s.io/v1' && !isOpen
}
