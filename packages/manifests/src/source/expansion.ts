import { EVENT_ALIAS, EVENT_DOCUMENT, EVENT_POP, EVENT_SCALAR, type Event } from 'js-yaml'

interface Node {
  readonly anchor: string | undefined
  size: number
  depth: number
}

/**
 * What a document would be with every alias expanded: says so when that is a bomb (too many nodes, too deep) or has no end
 * (an alias inside of what it names).
 */
export function expansionProblem(events: readonly Event[], text: string, most: { nodes: number; depth: number }): string | undefined {
  if (!events.some((event) => event.type === EVENT_ALIAS)) return undefined
  const anchors = new Map<string, Node | 'open'>()
  const open: Node[] = [{ anchor: undefined, size: 0, depth: 0 }]
  const include = ({ size, depth }: { size: number; depth: number }): void => {
    const top = open.at(-1)
    if (top === undefined) return
    top.size += size
    top.depth = Math.max(top.depth, depth + 1)
  }
  const close = (): void => {
    const done = open.pop()
    if (done === undefined) return
    if (done.anchor !== undefined) anchors.set(done.anchor, done)
    include(done)
  }
  for (const event of events) {
    if (event.type === EVENT_POP) close()
    else if (event.type === EVENT_ALIAS) {
      const named = anchors.get(text.slice(event.anchorStart, event.anchorEnd))
      if (named === 'open') return 'an alias stands inside of what it names'
      include(named ?? { size: 1, depth: 0 })
    } else if (event.type === EVENT_DOCUMENT) open.push({ anchor: undefined, size: 0, depth: 0 })
    else {
      const anchor = event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd)
      open.push({ anchor, size: 1, depth: 0 })
      if (anchor !== undefined) anchors.set(anchor, 'open')
      if (event.type === EVENT_SCALAR) close()
    }
    const top = open.at(-1)
    if (top !== undefined && top.size > most.nodes) return `its aliases expand to more than ${most.nodes} nodes`
    if (top !== undefined && top.depth > most.depth) return `its aliases nest deeper than ${most.depth}`
  }
  return undefined
}
