import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { isOpenShift } from './openshift.ts'
import type { BundleView } from './rule.ts'

/** Following tags that name other tags ends after this many steps: they may go in a circle. */
const LONGEST_CHAIN = 5

/** The image that a tag of an ImageStream (`web:1.8`) of the bundle stands for; undefined where the stream does not say. */
export function imageOfStreamTag(
  bundle: BundleView,
  namespace: string | undefined,
  reference: string,
  steps = LONGEST_CHAIN,
): string | undefined {
  const [name = '', tag = 'latest'] = reference.split(':')
  const stream = bundle
    .of('ImageStream')
    .find((one) => one.name === name && one.namespace === namespace && isOpenShift(one, 'image.openshift.io'))
  if (stream === undefined || steps === 0) return undefined
  const from = tagsOf(stream)
    .find((one) => one.at('name').is(tag))
    ?.at('from')
  const target = from?.at('name').text
  if (from?.at('kind').is('DockerImage')) return target
  if (from?.at('kind').is('ImageStreamTag') && target !== undefined) {
    return imageOfStreamTag(bundle, from.at('namespace').text ?? namespace, target.includes(':') ? target : `${name}:${target}`, steps - 1)
  }
  const repository = stream.at('spec', 'dockerImageRepository').text
  return repository === undefined || repository === '' ? undefined : `${repository}:${tag}`
}

/** The tags that an ImageStream sets itself. */
function tagsOf(stream: KubernetesObject): Field[] {
  return stream.at('spec', 'tags').items()
}

/** One wish of `image.openshift.io/triggers`: keep the image of a container at a tag of an ImageStream. */
export interface ImageTrigger {
  readonly stream: string
  readonly namespace: string | undefined
  readonly fieldPath: string
  readonly paused: boolean
}

export const TRIGGERS = 'image.openshift.io/triggers'

/** The triggers in an object's annotation; none where it cannot be read. */
export function imageTriggers(object: KubernetesObject): ImageTrigger[] {
  const list = parsed(object.annotations.at(TRIGGERS).text ?? '[]')
  return Array.isArray(list)
    ? list.map((one: TriggerJson) => ({
        stream: one.from?.name ?? '',
        namespace: one.from?.namespace ?? object.namespace,
        fieldPath: one.fieldPath ?? '',
        paused: one.paused === true || one.paused === 'true',
      }))
    : []
}

interface TriggerJson {
  from?: { name?: string; namespace?: string }
  fieldPath?: string
  paused?: unknown
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
