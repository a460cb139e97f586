import { toPointer, type PathStep } from '@aks-copilot/kubernetes'
import { type Event, EVENT_ALIAS, EVENT_DOCUMENT, EVENT_MAPPING, EVENT_POP, EVENT_SCALAR, type ScalarEvent } from 'js-yaml'

/** A map or a list that the walk is in; a map remembers its keys, and the key whose value comes next. */
interface Level {
  readonly keys: Set<string> | undefined
  readonly path: readonly PathStep[]
  next: PathStep | undefined
  count: number
}

/** Where a document writes a key of a map twice, as JSON Pointers in the order of the text. */
export function findDuplicateKeys(events: readonly Event[], text: string): string[] {
  const found = new Set<string>()
  const levels: Level[] = []
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT) continue
    const level = levels.at(-1)
    if (event.type === EVENT_POP) {
      levels.pop()
      continue
    }
    if (level?.keys !== undefined && level.next === undefined) {
      const key = event.type === EVENT_SCALAR ? keyText(event, text) : ''
      if (level.keys.has(key) && key !== '<<') found.add(toPointer([...level.path, key]))
      level.keys.add(key)
      level.next = key
      if (event.type !== EVENT_SCALAR && event.type !== EVENT_ALIAS)
        levels.push({ keys: undefined, path: level.path, next: undefined, count: 0 })
      continue
    }
    const path = level === undefined ? [] : [...level.path, step(level)]
    if (event.type !== EVENT_SCALAR && event.type !== EVENT_ALIAS)
      levels.push({ keys: event.type === EVENT_MAPPING ? new Set() : undefined, path, next: undefined, count: 0 })
  }
  return [...found]
}

/** The step to the value that begins, which the level then is past. */
function step(level: Level): PathStep {
  const { next } = level
  level.next = undefined
  return next ?? level.count++
}

function keyText(event: ScalarEvent, text: string): string {
  return event.valueStart < 0 ? '' : text.slice(event.valueStart, event.valueEnd)
}
