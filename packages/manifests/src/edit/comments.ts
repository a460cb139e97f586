import { EVENT_SCALAR } from 'js-yaml'
import { readYaml } from '../source/yaml.ts'

export interface Comment {
  /** Offset of the `#`, in UTF-16 units. */
  readonly start: number
  /** From the `#` to the end of the line, without trailing blanks. */
  readonly text: string
}

/** The comments of one document, in order. A `#` in a string is none. Nothing for a text that can't be read. */
export function commentsOf(text: string): Comment[] {
  const read = readYaml(text)
  if (!read.ok) return []
  const scalars = read.events.flatMap((event) =>
    event.type === EVENT_SCALAR && event.valueEnd > event.valueStart ? [[event.valueStart, event.valueEnd] as const] : [],
  )
  const comments: Comment[] = []
  let next = 0
  for (const match of text.matchAll(/(?<![^\s\uFEFF])#[^\n]*/g)) {
    while (next < scalars.length && (scalars[next]?.[1] ?? 0) <= match.index) next += 1
    const inside = (scalars[next]?.[0] ?? Number.POSITIVE_INFINITY) <= match.index
    if (!inside) comments.push({ start: match.index, text: match[0].trimEnd() })
  }
  return comments
}
