import { DETECTORS } from '@aks-copilot/cluster/detectors'
import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { isMap, toPointer } from '@aks-copilot/kubernetes'
import { valueAt } from '../trace/wanted-change.ts'
import type { Difference, Json } from './differences.ts'

/** How strongly an incident speaks of a field: 3 by its place, 2 by its value or name, 1 only as one of those that can bring it about, 0 not. */
export type Strength = 0 | 1 | 2 | 3

export function strengthOf(difference: Difference, object: LiveReference, live: Json, incident: Incident): Strength {
  const pointer = toPointer(difference.path.at(-1) === '-' ? difference.path.slice(0, -1) : difference.path)
  if (isPointedAt(pointer, object, incident)) return 3
  if (isSpokenOf(difference, live, incident)) return 2
  const patterns = DETECTORS.find(({ id }) => id === incident.cause.detector)?.suspects ?? []
  return patterns.some((pattern) => matches(pointer, pattern)) ? 1 : 0
}

/** A change of this very field is suspect, or a piece of evidence stands there; in a pod for its workload. */
function isPointedAt(pointer: string, { kind, name }: LiveReference, { suspectChanges, evidence }: Incident): boolean {
  const changed = suspectChanges.filter((change) => change.object.kind === kind && change.object.name === name)
  if (changed.some(({ diff }) => diff.some(({ path }) => isWithin(path, pointer)))) return true
  const inPod = pointer.replace(/^\/spec\/(?:jobTemplate\/spec\/)?template\//, '/')
  return evidence.some(({ path, object }) => {
    if (path === undefined || path.startsWith('/status') || path === '/spec') return false
    return object.kind === kind && object.name === name ? isWithin(path, pointer) : object.kind === 'Pod' && isWithin(path, inPod)
  })
}

function isWithin(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`)
}

const SHORTEST_WORD = 3

/** A value as it is, or the name of what it belongs to, stands in the texts of the incident as a word of its own. */
function isSpokenOf({ path, now, live: value }: Difference, live: Json, { cause, symptoms, evidence }: Incident): boolean {
  const texts = [cause.message, ...symptoms.map(({ message }) => message), ...evidence.map(({ text }) => text)]
  const words = [...wordsOf(now), ...(typeof value === 'string' || typeof value === 'number' ? wordsOf(value) : []), ...namesOf(path, live)]
  return words.some((word) => texts.some((text) => isWordOf(word, text)))
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length < SHORTEST_WORD ? [] : [value]
  if (typeof value === 'number') return value < 10 ? [] : [String(value)]
  if (Array.isArray(value)) return value.flatMap(wordsOf)
  return isMap(value) ? Object.values(value).flatMap(wordsOf) : []
}

/** Keys of data, and names of variables: a log says them, and not their value. */
function namesOf(path: readonly string[], live: Json): string[] {
  const names = path[0] === 'data' ? [path[1] ?? ''] : []
  const env = path.indexOf('env')
  const variable = env < 0 ? undefined : valueAt(live, [...path.slice(0, env + 2), 'name'])
  return [...names, ...(typeof variable === 'string' ? [variable] : [])].filter((name) => name.length >= SHORTEST_WORD)
}

function isWordOf(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' ']
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true
  }
  return false
}

/** `*` is one step, `**` are any. */
function matches(pointer: string, pattern: string): boolean {
  const steps = (text: string): string[] => text.split('/').slice(1)
  const walk = (left: readonly string[], right: readonly string[]): boolean => {
    const [wanted, ...rest] = right
    if (wanted === undefined) return true
    if (wanted === '**') return rest.length === 0 || left.some((_, index) => walk(left.slice(index), rest))
    return left.length > 0 && (wanted === '*' || wanted === left[0]) && walk(left.slice(1), rest)
  }
  return walk(steps(pointer), steps(pattern))
}
