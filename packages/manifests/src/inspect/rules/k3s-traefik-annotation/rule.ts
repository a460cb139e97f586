import { bringsTraefik, protectionsOf, traefikAnnotations, TRAEFIK_READS } from '../../traefik.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-traefik-annotation',
  group: 'k3s',
  title: 'Annotation that only Traefik reads',
  why: 'No ingress controller of AKS reads it: what it does is lost without a sound, and with a middleware that may be the login.',
  help: 'Find out what the annotation does, set the same up at the ingress controller of AKS, then remove the annotation.',
  severity: 'warning',
  fix: 'judge',
  kinds: ['Ingress', 'Service'],
  reads: TRAEFIK_READS,

  *inspect(object, { bundle }) {
    if (bringsTraefik(bundle)) return
    for (const at of traefikAnnotations(object)) {
      const lost = protectionsOf(at, object, bundle)
      const serious = lost.length > 0 || String(at.key).endsWith('/router.middlewares')
      const message =
        lost.length > 0
          ? `Without Traefik nothing does what \`${at.key}\` asks for: ${lost.join(' and ')} would be gone.`
          : `Only Traefik reads \`${at.key}\`.`
      yield violation(at, message, serious ? { severity: 'error' as const } : {})
    }
  },
})
