import { describeObject, type KubernetesObject } from '@aks-copilot/kubernetes'
import { closeness } from '../../bundle-index.ts'
import { hostPaths, ingressesAt } from '../../host-paths.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'ref-host-collision',
  group: 'ref',
  title: 'Two Ingresses serve the same host and path',
  why: 'Which of them gets the requests depends on the controller, often on which is older.',
  help: 'Serve the path in one Ingress, or use another host or path.',
  severity: 'warning',
  fix: 'judge',
  kinds: ['Ingress'],
  reads: ['Ingress'],

  *inspect(object, { bundle }) {
    if (isCanary(object)) return
    for (const { at, key } of hostPaths(object)) {
      const others = ingressesAt(bundle, key)
      const other = others
        .slice(0, others.indexOf(object))
        .find((one) => closeness(one, object) !== 'apart' && !isCanary(one) && !isSame(one, object))
      if (other !== undefined) yield violation(at, `${describeObject(other)} serves \`${key.split('\n').slice(1, 3).join('')}\`, too.`)
    }
  },
})

/** ref-duplicate-object speaks of the same Ingress twice. */
function isSame(left: KubernetesObject, right: KubernetesObject): boolean {
  return left.name === right.name && left.namespace === right.namespace
}

/** A share of the requests goes there on purpose. */
function isCanary(object: KubernetesObject): boolean {
  return object.annotations.at('nginx.ingress.kubernetes.io/canary').is('true')
}
