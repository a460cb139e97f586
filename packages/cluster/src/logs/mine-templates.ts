import type { LogTemplate, Time } from '../context/records.ts'
import type { Level } from './log-level.ts'

/** What differs between instances of one line, by its look. The order matters: longer things first. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<*>'], // times
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<*>'],
  // The message of a logfmt line is quoted, and is no name.
  [/(?<!\b(?:msg|message|error|err|event|reason)=)"(?:[^"\\]|\\.){0,400}"/g, '"<*>"'],
  [/(?<![\w])'[^']{0,200}'(?!\w)/g, "'<*>'"],
  [/\b(?:sha256:)?[0-9a-f]{32,}\b/gi, '<*>'],
  [/\b0x[0-9a-f]+\b/gi, '<*>'],
  [/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:\/\d+)?(?![\w.])/g, '<*>'], // IPv4
  [/(?<![\w:])\[?(?:[0-9a-f]{1,4}:){2,7}[0-9a-f:]{0,39}\]?(?::\d+)?(?![\w:])/gi, '<*>'], // IPv6
  [/(?<![\w.-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/g, '<*>'], // mail
  [/(?<=[\w-]-)[0-9a-f]{8,10}-[a-z0-9]{5}(?![\w-])/g, '<*>'], // pods of Deployments
  [/(?<![\w.])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,31}(?![\w.])/gi, '<*>'],
  [/(?<![\w.])\d+(?:\.\d+)?(?:(?:ns|us|µs|ms|s|m|h|d)(?:\d+(?:\.\d+)?(?:ms|s|m))*|[KMGT]i?B?|B|%)(?!\w)/g, '<*>'], // durations and sizes
  [/(?<![A-Za-z_<\d])-?\d+(?:[.,]\d+)*(?![A-Za-z_>])/g, '<*>'],
]
/** The status in an access log tells two kinds of line apart. */
const STATUS = /(HTTP\/[\d.]+" )(\d{3})\b/

const WILDCARD = '<*>'
const MOST_TOKENS = 48
/** Of a longer line, what follows makes no other template. Hundreds of templates of each of a hundred containers are held. */
const MOST_LETTERS = 1000
const MOST_CHILDREN = 48
/** So many of the words must agree for a line to be an instance of a template. */
const LEAST_ALIKE = 0.6

interface Cluster {
  id: number
  tokens: string[]
  level: Level
  count: number
  firstAt: Time
  lastAt: Time
  /** Instances by minute; kept for what is no information. */
  minutes: [Time, number][]
}

type Node = Map<string, Node | Cluster[]>

const MINUTE = 60_000
const MOST_MINUTES = 120

/**
 * Finds the templates of log lines as they come: a parse tree of fixed depth (level, number of words, first two words), whose leaves hold
 * templates; a line joins the one that it agrees with most, else it founds a new one. Bounded: see `limit`.
 */
export class TemplateMiner {
  readonly #root: Node = new Map()
  readonly #clusters = new Map<number, Cluster>()
  readonly #limit: number
  #next = 0

  /** `limit`: templates held; beyond it, lines of unknown looks share one template `<*>` for each level. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes in one line and returns the number of its template. */
  add(text: string, level: Level, at: Time): number {
    const tokens = tokensOf(text)
    const leaf = this.#leaf([level ?? '', String(tokens.length), branch(tokens[0]), branch(tokens[1])])
    const cluster = nearest(leaf, tokens) ?? this.#found(leaf, tokens, level, at)
    generalise(cluster, tokens)
    cluster.count += 1
    cluster.firstAt = Math.min(cluster.firstAt, at)
    cluster.lastAt = Math.max(cluster.lastAt, at)
    if (level !== 'info') countMinute(cluster.minutes, at)
    return cluster.id
  }

  templates(): LogTemplate[] {
    return [...this.#clusters.values()].map(({ id, tokens, level, count, firstAt, lastAt, minutes }) => ({
      id,
      pattern: tokens.join(' '),
      level,
      count,
      firstAt,
      lastAt,
      ...(level === 'info' ? {} : { minutes: [...minutes] }),
    }))
  }

  #leaf(path: readonly string[]): Cluster[] {
    let node = this.#root
    for (const [depth, step] of path.entries()) {
      const key = node.has(step) || node.size < MOST_CHILDREN || depth === 0 ? step : WILDCARD
      const next = node.get(key)
      if (depth === path.length - 1) {
        if (Array.isArray(next)) return next
        const leaf: Cluster[] = []
        node.set(key, leaf)
        return leaf
      }
      const child = next instanceof Map ? next : new Map<string, Node | Cluster[]>()
      if (next === undefined) node.set(key, child)
      node = child
    }
    return []
  }

  #found(leaf: Cluster[], tokens: readonly string[], level: Level, at: Time): Cluster {
    const isFull = this.#clusters.size >= this.#limit
    const rest = isFull ? this.#clusters.get(restId(level)) : undefined
    if (rest !== undefined) return rest
    const id = isFull ? restId(level) : this.#next++
    const cluster: Cluster = { id, tokens: isFull ? [WILDCARD] : [...tokens], level, count: 0, firstAt: at, lastAt: at, minutes: [] }
    this.#clusters.set(id, cluster)
    if (!isFull) leaf.push(cluster)
    return cluster
  }
}

/** The shared template of a level has a number of its own, below all others. */
function restId(level: Level): number {
  return { error: -1, warning: -2, info: -3, none: -4 }[level ?? 'none']
}

function tokensOf(text: string): string[] {
  // A letter before it keeps the status from being taken for a number.
  let masked = text.slice(0, MOST_LETTERS).replace(STATUS, '$1s$2')
  for (const [pattern, replacement] of VARIABLES) masked = masked.replace(pattern, replacement)
  masked = masked.replace(/(?<=" )s([1-5]\d\d)\b/, '$1')
  const tokens = masked.split(/\s+/).filter((token) => token !== '')
  return tokens.length > MOST_TOKENS ? [...tokens.slice(0, MOST_TOKENS), '…'] : tokens
}

/** Words with a variable part lead to the shared branch. */
function branch(token: string | undefined): string {
  return token === undefined || token.includes(WILDCARD) ? WILDCARD : token
}

function nearest(leaf: readonly Cluster[], tokens: readonly string[]): Cluster | undefined {
  let best: Cluster | undefined
  let bestShare = LEAST_ALIKE
  for (const cluster of leaf) {
    if (cluster.tokens.length !== tokens.length) continue
    const share = tokens.length === 0 ? 1 : cluster.tokens.filter((token, index) => token === tokens[index]).length / tokens.length
    if (share >= bestShare && (best === undefined || share > bestShare)) [best, bestShare] = [cluster, share]
  }
  return best
}

/** Words in which an instance differs become variable. */
function generalise(cluster: Cluster, tokens: readonly string[]): void {
  if (cluster.id < 0) return
  for (const [index, token] of cluster.tokens.entries()) if (token !== tokens[index]) cluster.tokens[index] = WILDCARD
}

function countMinute(minutes: [Time, number][], at: Time): void {
  const minute = Math.floor(at / MINUTE) * MINUTE
  const last = minutes.at(-1)
  // A line of an earlier minute, seen late, counts in the last one.
  if (last !== undefined && minute <= last[0]) last[1] += 1
  else minutes.push([minute, 1])
  if (minutes.length > MOST_MINUTES) minutes.shift()
}
