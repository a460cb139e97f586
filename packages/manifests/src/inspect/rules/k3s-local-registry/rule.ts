import { containers, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { MAKE_PROFILE, mapImage, unreachableRegistry } from '../../image-registry.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

const DECIDE = `Push the image to a registry that AKS reaches, and add the pair to \`registries.map\` of the target profile ${MAKE_PROFILE}; or to \`registries.allowed\` if AKS does reach this one.`

export default rule({
  id: 'k3s-local-registry',
  group: 'k3s',
  title: 'Image from a registry on the local network',
  why: 'Nodes of AKS do not reach it: the pod stays in ImagePullBackOff.',
  help: 'Push the image to a registry that AKS reaches, such as an Azure Container Registry, and name it here.',
  severity: 'error',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/image'],

  *inspect(object, { target }) {
    for (const container of containers(object)) {
      const at = container.at('image')
      const reason = unreachableRegistry(at.text ?? '')
      const allowed = target.registries.allowed.some((prefix) => at.text?.startsWith(prefix))
      if (reason !== undefined && !allowed) yield violation(at, `Image \`${at.text}\` comes from ${reason}, which AKS does not reach.`)
    }
  },

  propose({ at }, { target }) {
    const mapped = mapImage(at.text ?? '', target.registries.map)
    if (mapped === undefined || unreachableRegistry(mapped) !== undefined) return judgement(DECIDE)
    return automatic(`Use \`${mapped}\`, as the target profile maps the registry; the image must be there before you deploy.`, [
      set(at, mapped),
    ])
  },
})
