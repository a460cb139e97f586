import { protectionToDecide } from '../../../convert/ledger.ts'
import { proposeHttpRoutes } from '../../../convert/propose-http-routes.ts'
import { routeToHttpRoute, routeToIngress } from '../../../convert/route-to-ingress.ts'
import { isOpenShift } from '../../openshift.ts'
import { conversion, judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-route',
  group: 'okd',
  title: 'Route exists on OpenShift only',
  why: 'AKS knows no Route: the API server refuses it, and nobody outside reaches the Service.',
  help: 'Write an Ingress, or a Gateway and an HTTPRoute, with the host, the path and the certificate of the Route.',
  severity: 'error',
  fix: 'doc',
  kinds: ['Route'],
  reads: 'all',
  changes: ['**'],

  *inspect(object) {
    if (isOpenShift(object, 'route.openshift.io', 'Route'))
      yield violation(object.at('kind'), `Route \`${object.name}\` leads nowhere on AKS.`)
  },

  propose(_, context) {
    const { object, bundle, target } = context
    const routes = bundle.of('Route').filter((route) => isOpenShift(route, 'route.openshift.io'))
    if (target.ingress.api === 'gateway') return proposeHttpRoutes(object, routes, context, (route) => routeToHttpRoute(route, bundle))
    const result = routeToIngress(object, bundle, target)
    if (!result.ok) return judgement(result.judge)
    const description = protectionToDecide(result.ledger) ?? `Make it an Ingress of class \`${target.ingress.className}\`.`
    return conversion(description, result.changes, result.ledger)
  },
})
