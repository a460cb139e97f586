import { containers, type Field, type KubernetesObject, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { imageOfStreamTag, imageTriggers } from '../../image-stream.ts'
import { internalImage } from '../../internal-registry.ts'
import type { BundleView } from '../../rule.ts'

/** A workload that still needs to read an image from this stream: other rules write it in full first. */
export function waitingFor(stream: KubernetesObject, bundle: BundleView): KubernetesObject | undefined {
  if (stream.kind !== 'ImageStream') return undefined
  const knows = (tag: string): boolean => tag.split(':')[0] === stream.name && imageOfStreamTag(bundle, stream.namespace, tag) !== undefined
  return bundle
    .of(...WORKLOAD_KINDS)
    .find((user) => tagsUsedBy(user).some(({ namespace, tag }) => namespace === stream.namespace && knows(tag)))
}

function tagsUsedBy(user: KubernetesObject): { namespace: string | undefined; tag: string }[] {
  const triggers = user
    .at('spec', 'triggers')
    .items()
    .map((trigger) => trigger.at('imageChangeParams', 'from'))
  const images = containers(user).flatMap((container) => internalImage(container.at('image').text ?? '') ?? [])
  return [
    ...triggers.map((from) => ({ namespace: from.at('namespace').text ?? user.namespace, tag: from.at('name').text ?? '' })),
    ...imageTriggers(user).map(({ namespace, stream }) => ({ namespace, tag: stream })),
    ...images.map(({ namespace, name, tag }) => ({
      namespace: user.namespace === undefined ? undefined : namespace,
      tag: `${name}:${tag ?? 'latest'}`,
    })),
  ]
}

/** Bare image names of workloads that OpenShift looks up in this stream (lookupPolicy.local), with what they stand for. */
export function localReferences(
  stream: KubernetesObject,
  bundle: BundleView,
): { user: KubernetesObject; image: Field; known: string | undefined }[] {
  if (!stream.at('spec', 'lookupPolicy', 'local').is(true)) return []
  const users = bundle.of(...WORKLOAD_KINDS).filter((user) => user.namespace === stream.namespace)
  return users.flatMap((user) =>
    containers(user)
      .map((container) => container.at('image'))
      .filter((image) => image.text?.split(':')[0] === stream.name)
      .map((image) => ({ user, image, known: imageOfStreamTag(bundle, stream.namespace, image.text ?? '') })),
  )
}
