import { containers, type Field, type KubernetesObject, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { imageOfStreamTag } from '../../image-stream.ts'
import { internalImage } from '../../internal-registry.ts'
import { MAKE_PROFILE, mapImage } from '../../image-registry.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'okd-internal-registry',
  group: 'okd',
  title: "Image in OpenShift's own registry",
  why: 'The registry is part of the OpenShift cluster: AKS cannot reach it, and the pod never starts.',
  help: 'Copy the image into a registry that AKS pulls from, and name it there.',
  severity: 'error',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/image'],

  *inspect(object) {
    for (const container of containers(object)) {
      const image = container.at('image')
      if (internalImage(image.text ?? '') !== undefined)
        yield violation(image, `\`${image.text}\` is in the registry of the OpenShift cluster.`)
    }
  },

  propose({ at }, { target, bundle, object }) {
    const mapped = mapImage(at.text ?? '', target.registries.map)
    if (mapped !== undefined)
      return automatic(`Use \`${mapped}\`, as the target profile maps it; copy the image there first.`, [set(at, mapped)])
    const origin = originOf(at, object)?.map((stream) => imageOfStreamTag(bundle, stream.namespace, stream.tag))
    const known = origin?.find((image) => image !== undefined)
    return known === undefined
      ? judgement(
          `Copy the image into a registry that AKS pulls from (\`az acr import\`, or build it there), then add the pair to \`registries.map\` of the target profile ${MAKE_PROFILE}.`,
        )
      : automatic(`Use \`${known}\`, where the ImageStream takes it from.`, [set(at, known)])
  },
})

/** The stream tags that an image of the internal registry may be; a namespace may be left open in the manifests. */
function originOf(at: Field, object: KubernetesObject): { namespace: string | undefined; tag: string }[] | undefined {
  const image = internalImage(at.text ?? '')
  if (image === undefined || image.digest !== undefined) return undefined
  const tag = `${image.name}:${image.tag ?? 'latest'}`
  return object.namespace === undefined
    ? [
        { namespace: image.namespace, tag },
        { namespace: undefined, tag },
      ]
    : [{ namespace: image.namespace, tag }]
}
