import { containers, type KubernetesObject, parseImage, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { automatic, type BundleView, judgement, rule, set, violation } from '../../rule.ts'
import { mapImage } from '../../image-registry.ts'

/** Registries of Red Hat that want a login; registry.access.redhat.com does not. */
const REGISTRIES = new Set(['registry.redhat.io', 'registry.connect.redhat.com'])

export default rule({
  id: 'okd-rh-registry',
  group: 'okd',
  title: 'Image from a registry of Red Hat that wants a login',
  why: 'OpenShift brings a pull secret for the whole cluster; AKS has none, so the image cannot be pulled.',
  help: 'Import the image into your registry, or name a pull secret in imagePullSecrets; check that the subscription allows it outside OpenShift.',
  severity: 'warning',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,
  reads: ['ServiceAccount'],
  changes: ['**/image'],

  *inspect(object, { bundle }) {
    if (hasPullSecret(object, bundle)) return
    for (const container of containers(object)) {
      const image = container.at('image')
      const { registry } = parseImage(image.text ?? '')
      if (registry !== undefined && REGISTRIES.has(registry))
        yield violation(image, `\`${registry}\` wants a login, and the pod names no pull secret.`)
    }
  },

  propose({ at }, { target }) {
    const mapped = mapImage(at.text ?? '', target.registries.map)
    return mapped === undefined
      ? judgement('Decide where the image comes from on AKS: import it (`az acr import`), or give the pod a pull secret for the registry.')
      : automatic(`Use \`${mapped}\`, as the target profile maps it.`, [set(at, mapped)])
  },
})

/** Whether the pod, or its service account, names a pull secret that OpenShift did not make. */
function hasPullSecret(object: KubernetesObject, bundle: BundleView): boolean {
  const pod = podSpec(object)
  const account = bundle.find('ServiceAccount', object.namespace, pod?.at('serviceAccountName').text ?? 'default')
  const secrets = [...(pod?.at('imagePullSecrets').items() ?? []), ...(account?.at('imagePullSecrets').items() ?? [])]
  return secrets.some((secret) => !/-dockercfg-[a-z0-9]{5}$/.test(secret.at('name').text ?? ''))
}
