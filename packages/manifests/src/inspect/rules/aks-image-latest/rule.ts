import { type Field, type KubernetesObject, parseImage, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { UNKNOWN_IMAGE_HOST } from '../../../convert/image-streams.ts'
import { guardedContainers, safeguardSeverity } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'aks-image-latest',
  group: 'aks',
  title: 'Image has the tag latest, or none',
  why: 'A restart may bring another version than the one that ran before, and going back has no target. AKS denies it where its safeguards are enforced.',
  help: 'Name the version that runs today, as a tag or as a digest.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const container of guardedContainers(object)) {
      const image = container.at('image')
      const text = image.text?.trim() ?? ''
      if (hasPlaceholder(text)) continue
      const { tag, digest } = parseImage(text)
      if (digest !== undefined || (tag ?? 'latest') !== 'latest') continue
      const name = container.at('name').text
      if (text === '' || parseImage(text).registry === UNKNOWN_IMAGE_HOST || isFilledIn(object, container))
        yield violation(image, `The image of container \`${name}\` is filled in later; nothing says which version.`, {
          severity: 'info' as const,
        })
      else
        yield violation(
          image,
          `Container \`${name}\` uses \`${text}\`${tag === undefined ? ' without a version' : ', which is another image tomorrow'}.`,
        )
    }
  },
})

/** A value that someone fills in later may well bring the tag with it. */
function hasPlaceholder(image: string): boolean {
  return /\$\{|\$\(|\{\{/.test(image)
}

/** On OpenShift an ImageChange trigger writes the image; what stands there before is a placeholder. */
function isFilledIn(object: KubernetesObject, container: Field): boolean {
  const names = object
    .at('spec', 'triggers')
    .items()
    .flatMap((trigger) => trigger.at('imageChangeParams', 'containerNames').items())
  return names.some((name) => name.is(container.at('name').text ?? ''))
}
