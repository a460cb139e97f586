import { containers, type Field, type KubernetesObject, parseImage } from '@aks-copilot/kubernetes'
import { isOpenShift } from '../inspect/openshift.ts'
import type { BundleView } from '../inspect/rule.ts'

/** A host that no registry can ever have (RFC 2606): an image under it is never pulled by accident. */
export const UNKNOWN_IMAGE_HOST = 'image-stream.invalid'

/** A container whose image OpenShift fills in from an ImageStream. */
export interface FilledImage {
  readonly container: Field
  /** The ImageStream's tag as people name it: `openshift/postgresql:14`. */
  readonly stream: string
  /** The image behind it, when the bundle says so. */
  readonly image: string | undefined
}

/** The containers that ImageChange triggers of a DeploymentConfig name, each with the image that the trigger fills in. */
export function filledImages(config: KubernetesObject, bundle: BundleView): FilledImage[] {
  return imageTriggers(config).flatMap((trigger) => {
    const from = trigger.at('from')
    const namespace = from.at('namespace').text ?? config.namespace
    const [name = '', tag = 'latest'] = (from.at('name').text ?? '').split(':')
    const image = from.at('kind').text === 'DockerImage' ? from.at('name').text : imageOf(bundle, namespace, name, tag)
    const stream = `${from.at('namespace').exists ? `${namespace}/` : ''}${name}:${tag}`
    const names = new Set(
      trigger
        .at('containerNames')
        .items()
        .map((item) => item.text),
    )
    return containers(config, 'containers', 'initContainers')
      .filter((container) => names.has(container.at('name').text))
      .map((container) => ({ container, stream, image: image ?? resolved(container) }))
  })
}

/** An image with its registry is what the trigger filled in before the manifest was exported: no placeholder. */
function resolved(container: Field): string | undefined {
  const image = container.at('image').text ?? ''
  return parseImage(image).registry === undefined ? undefined : image
}

function imageTriggers(config: KubernetesObject): Field[] {
  const triggers = config.at('spec', 'triggers').items()
  return triggers.filter((trigger) => trigger.at('type').is('ImageChange')).map((trigger) => trigger.at('imageChangeParams'))
}

/** The image that a tag of an ImageStream names; a tag may point to another tag of the stream. */
function imageOf(
  bundle: BundleView,
  namespace: string | undefined,
  name: string,
  tag: string,
  seen: readonly string[] = [],
): string | undefined {
  const stream = bundle
    .of('ImageStream')
    .find(
      (candidate) =>
        isOpenShift(candidate, 'image.openshift.io', 'ImageStream') && candidate.name === name && candidate.namespace === namespace,
    )
  if (stream === undefined || seen.includes(tag)) return undefined
  const from = stream
    .at('spec', 'tags')
    .items()
    .find((candidate) => candidate.at('name').is(tag))
    ?.at('from')
  const target = from?.at('name').text
  if (from === undefined || target === undefined) {
    const repository = stream.at('spec', 'dockerImageRepository').text
    return repository === undefined || repository === '' ? undefined : `${repository}:${tag}`
  }
  if (from.at('kind').is('DockerImage')) return target
  const [first = '', second] = target.split(':')
  const sameStream =
    from.at('kind').is('ImageStreamTag') &&
    (second === undefined || first === name) &&
    (from.at('namespace').text ?? namespace) === namespace
  return sameStream ? imageOf(bundle, namespace, name, second ?? first, [...seen, tag]) : undefined
}
