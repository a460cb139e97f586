import { containers, type Field, type KubernetesObject, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { imageOfStreamTag, type ImageTrigger, imageTriggers, TRIGGERS } from '../../image-stream.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'okd-image-trigger',
  group: 'okd',
  title: 'Images that an ImageStream of OpenShift fills in',
  why: 'On OpenShift the annotation puts the image of the stream into the container; AKS takes the image as it is written.',
  help: 'Write the image in full, and remove the annotation; a new image comes with a new tag in the manifest.',
  severity: 'warning',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['metadata/annotations', '**/image'],

  *inspect(object) {
    const entry = object.annotations.at(TRIGGERS)
    if (entry.exists) yield violation(entry, 'The images that this annotation names are not filled in on AKS.')
  },

  propose({ at }, { object, bundle }) {
    const filled = imageTriggers(object)
      .filter((trigger) => !trigger.paused)
      .flatMap((trigger) => {
        const image = containerOf(trigger, object)?.at('image')
        return image === undefined || !isPlaceholder(image)
          ? []
          : [{ image, trigger, known: imageOfStreamTag(bundle, trigger.namespace, trigger.stream) }]
      })
    const open = filled.find(({ known }) => known === undefined)
    if (open !== undefined)
      return judgement(`Find out which image \`${open.trigger.stream}\` stands for, write it in full, then remove the annotation.`)
    const done = filled.length === 0 ? 'Remove the annotation' : 'Write the image of the stream in full, and remove the annotation'
    return automatic(`${done}; a new image comes with a new tag in the manifest.`, [
      ...filled.map(({ image, known }) => set(image, known)),
      ...removeWithParents(object, [at]),
    ])
  },
})

/** The container that a `fieldPath` means, by name or by index. */
function containerOf({ fieldPath }: ImageTrigger, object: KubernetesObject): Field | undefined {
  const [, list, name, index] = /\.(containers|initContainers)\[(?:\?\(@\.name==["']([^"']+)["']\)|(\d+))\]\.image$/.exec(fieldPath) ?? []
  const all = containers(object).filter((container) => container.path.at(-2) === list)
  return name === undefined ? all[Number(index)] : all.find((container) => container.at('name').is(name))
}

/** A blank or a bare word: nobody writes the image of a stream in full, and Docker Hub has another one of that name. */
function isPlaceholder(image: Field): boolean {
  return !(image.text ?? '').includes('/')
}
