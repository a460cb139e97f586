import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { automatic, judgement, remove, rule, set, violation } from '../../rule.ts'

const KEY = 'kubernetes.io/ingress.class'

export default rule({
  id: 'api-ingress-class-annotation',
  group: 'api',
  title: 'The ingress class is in an annotation',
  why: 'The annotation was deprecated in Kubernetes 1.18 for spec.ingressClassName; new controllers, and tools that list classes, read the field only.',
  help: 'Name the class in spec.ingressClassName.',
  severity: 'info',
  fix: 'auto',
  kinds: ['Ingress'],
  changes: ['metadata/annotations', 'spec/ingressClassName'],

  *inspect(object, { source }) {
    const at = object.annotations.at(KEY)
    // The old API versions have no field, and k3s-ingress-class replaces the class of k3s altogether.
    if (at.text === undefined || at.text === '' || object.apiVersion !== 'networking.k8s.io/v1') return
    if (at.is('traefik') && source.assumes.includes('k3s')) return
    const both = fieldOf(object).exists
    const message = both
      ? `Ingress \`${object.name}\` names its class in the annotation and in the field, which the API server refuses for a new Ingress.`
      : `The class \`${at.text}\` stands in a deprecated annotation.`
    yield violation(at, message, { name: at.text, ...(both ? { severity: 'error' as const } : {}) })
  },

  propose({ at, name }, { object }) {
    const field = fieldOf(object)
    if (field.exists && !field.is(name))
      return judgement(`Decide which class counts: the annotation says \`${name}\`, the field \`${String(field.value)}\`.`)
    if (!isClassName(name))
      return judgement(`Find the IngressClass that stands for \`${name}\`: that value has a meaning as annotation only.`)
    return automatic(`Name the class in \`ingressClassName: ${name}\`.`, [...(field.exists ? [] : [set(field, name)]), remove(at)])
  },
})

function fieldOf(object: KubernetesObject) {
  return object.at('spec', 'ingressClassName')
}

/** Some values never were the name of an IngressClass: GKE's, and the one of Application Gateway, which has a slash. */
function isClassName(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name) && !['gce', 'gce-internal'].includes(name)
}
