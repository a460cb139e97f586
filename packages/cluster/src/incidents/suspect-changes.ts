import type { ClusterState } from '../context/cluster-state.ts'
import { objectKey } from '../context/live-object.ts'
import type { Change, Time } from '../context/records.ts'
import { dependencies } from '../graph/dependencies.ts'
import type { Chain } from './fold-symptoms.ts'

const MOST = 3
/** Older changes than this had their time to break something. */
const REACH = 2 * 3_600_000
/** The change itself may be written down a little after the first thing that it broke. */
const SLACK = 10_000
/** An object that was made this shortly before it broke was broken from the start. */
const NEWBORN = 15 * 60_000

/** What is too small for what is asked of it: whoever asked for more may have changed, and not the limit. */
const LIMITS: ReadonlySet<string> = new Set(['ResourceQuota', 'LimitRange', 'Node'])

/** The changes that may have caused this, most likely first: on the causal path, before the onset, fields that matter first. */
export function suspectChanges({ cause, symptoms }: Chain, state: ClusterState): Change[] {
  const onset = cause.since ?? earliest(symptoms.map(({ since }) => since)) ?? state.now
  const askers = LIMITS.has(cause.subject.kind) ? symptoms.map(({ subject }) => objectKey(subject)) : []
  const path = [...new Set([...causalPath(cause, state), ...askers])]
  const changes = path.flatMap((key, distance) => changesAt(key, state).map((change) => ({ change, distance })))
  const likely = (change: Change): number =>
    unlikeliness(change, cause.detector.suspects ?? []) - (isSpokenOf(change, cause) ? SPOKEN_OF : 0)
  const suspects = changes
    .filter(({ change }) => change.at <= onset + SLACK && change.at >= onset - REACH && isTelling(change, cause, onset))
    .toSorted(
      (left, right) => likely(left.change) - likely(right.change) || right.change.at - left.change.at || left.distance - right.distance,
    )
    .map(({ change }) => change)
  // That it was made is told only where nothing else happened.
  const later = suspects.filter(({ kind }) => kind !== 'created')
  return (later.length > 0 ? later : suspects).slice(0, MOST)
}

/** 0: a field that matters was seen to change. 1: it is one of those that a manager set, and nobody knows from what. 2: none that matters. */
function unlikeliness({ diff }: Change, patterns: readonly string[]): number {
  const ranks = diff.map(({ path, from, to }) => {
    if (from === undefined && to === undefined) return matchesAny(path, patterns) || leadsToAny(path, patterns) ? 1 : 2
    return matchesAny(path, patterns) ? 0 : 2
  })
  return Math.min(2, ...ranks)
}

/** Nearer than whatever came later, no nearer than a field that matters more. */
const SPOKEN_OF = 0.5
/** Shorter values stand in too many texts. */
const TELLING_VALUE = 4

/** Whether the failing container says the very value that was set. */
function isSpokenOf({ diff }: Change, { evidence }: Chain['cause']): boolean {
  const said = evidence.filter(({ kind }) => kind === 'log').map(({ text }) => text)
  return diff.some(({ to }) => typeof to === 'string' && to.length >= TELLING_VALUE && said.some((text) => text.includes(to)))
}

/** Field managers tell of a list or an atomic map as a whole: what matters may be in it. */
function leadsToAny(path: string, patterns: readonly string[]): boolean {
  const steps = path.split('/')
  return patterns.some(
    (pattern) => pattern.split('/').length > steps.length && matchesAny(path, [pattern.split('/').slice(0, steps.length).join('/')]),
  )
}

/** The object of the cause and what it depends on, nearest first. */
function causalPath(cause: Chain['cause'], state: ClusterState): string[] {
  const near = dependencies(cause.subject, state).filter(({ kind }) => !['namespace', 'limit', 'mention'].includes(kind))
  const blamed = cause.blames.map(objectKey)
  return [...new Set([objectKey(cause.subject), ...cause.instances.map(objectKey), ...blamed, ...near.map(({ to }) => objectKey(to))])]
}

function changesAt(key: string, state: ClusterState): readonly Change[] {
  const [kind = '', namespace = '', name = ''] = key.split('/')
  return state.changesOf({ kind, ...(namespace === '' ? {} : { namespace }), name })
}

/** That the object was made is a suspect only if it broke at once; pods are made all the time, and that others were made breaks nothing. */
function isTelling({ kind, at, object }: Change, { subject }: Chain['cause'], onset: Time): boolean {
  if (object.kind === 'Pod') return false
  return kind !== 'created' || (objectKey(object) === objectKey(subject) && onset - at < NEWBORN)
}

/** Whether a JSON Pointer matches one of the patterns: `*` is one step, `**` any number of them. */
function matchesAny(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(path.split('/'), pattern.split('/')))
}

function matches(path: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return path.length === 0
  if (first === '**') return path.some((_, index) => matches(path.slice(index), rest)) || matches([], rest)
  return path.length > 0 && (first === '*' || first === path[0]) && matches(path.slice(1), rest)
}

function earliest(times: readonly (Time | undefined)[]): Time | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
