import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedContainers, safeguardSeverity } from '../../admission.ts'
import { mapImage } from '../../image-registry.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'aks-allowed-images',
  group: 'aks',
  title: 'Image comes from a registry that the cluster does not allow',
  why: 'The target profile lists the registries that admission allows; a pod with another image is denied.',
  help: 'Copy the image into an allowed registry with `az acr import`, and name it there.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/image'],

  *inspect(object, { target: { registries } }) {
    if (registries.allowed.length === 0) return
    for (const container of guardedContainers(object)) {
      const image = container.at('image')
      if ((image.text ?? '').trim() === '' || isAllowed(image.text ?? '', registries.allowed)) continue
      yield violation(image, `Image \`${image.text}\` comes from none of the allowed registries.`)
    }
  },

  propose({ at }, { target: { registries } }) {
    const mapped = mapImage(at.text ?? '', registries.map)
    return mapped !== undefined && isAllowed(mapped, registries.allowed)
      ? automatic(`Use \`${mapped}\`, as the target profile maps it.`, [set(at, mapped)])
      : judgement('Decide where the image shall come from: copy it with `az acr import`, or allow its registry.')
  },
})

/** Admission compares names as they are written, so `nginx` is not `docker.io/library/nginx`; a prefix ends where a part of the name ends. */
function isAllowed(image: string, prefixes: readonly string[]): boolean {
  return prefixes.some(
    (prefix) =>
      image.startsWith(prefix) && (prefix.endsWith('/') || image.length === prefix.length || '/:@'.includes(image.charAt(prefix.length))),
  )
}
