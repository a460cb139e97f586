import { type LiveObject, objectKey } from '@aks-copilot/cluster'
import { containers } from '@aks-copilot/kubernetes'
import { quoted } from '../evidence/quote.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { below } from './list-below.ts'
import { count, listed, nameOf, scopeOf } from './wording.ts'

/** With more, the text is all citations. */
const MOST_CITED = 12

/** `:latest`, `tag 1.4`. */
export function tagIn(question: string): string | undefined {
  const match = /(?:^|\s)[`'"]?:(\w[\w.-]*)|\btag(?:ged)?(?: with)? [`'"]?:?(\w[\w.-]*\d[\w.-]*|latest)/.exec(question)
  return match?.[1] ?? match?.[2]
}

/** Which images run, and in what. */
export function writeImages(material: Material): Draft {
  const tag = tagIn(material.reading.question)
  const { state, cite, reading } = material
  const pods =
    reading.objects.length > 0
      ? reading.objects.flatMap((object) => below('Pod', object, state))
      : reading.namespace === undefined
        ? state.list('Pod')
        : state.in('Pod', reading.namespace)
  const users = new Map<string, LiveObject[]>()
  for (const pod of pods)
    for (const container of containers(pod, 'containers', 'initContainers')) {
      const image = container.at('image').text
      if (image !== undefined && (tag === undefined || image.endsWith(`:${tag}`) || (tag === 'latest' && !/:[^/]+$/.test(image))))
        users.set(image, [...(users.get(image) ?? []), pod])
    }
  const rows = [...users]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([image, by], index) => {
      const tops = [...new Map(by.map((pod) => state.topController(pod)).map((top) => [objectKey(top), top])).values()]
      const [first] = tops
      return `${quoted(image)}: ${listed(tops.map(nameOf), 5)}${first === undefined || index >= MOST_CITED ? '' : ` ${cite.object(first, `${nameOf(first)} runs ${image}`, '/spec/template/spec/containers')}`}`
    })
  const where = scopeOf(reading)
  const names = listed([...users.keys()].toSorted(), 3)
  return draft(
    `${count(users.size, 'image')}${tag === undefined ? '' : ` with the tag ${tag}`}${where}${users.size === 0 ? '' : `: ${names}`}.`.replace(
      /^no/,
      'No',
    ),
    [bullets(rows, 40)],
  )
}
