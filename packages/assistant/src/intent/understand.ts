import type { Conversation, Incident, Intent, LiveReference, Understood } from '@aks-copilot/contracts'
import type { ClusterState, LiveObject, Time } from '@aks-copilot/cluster'
import { objectKey } from '@aks-copilot/cluster'
import { type Choice, chooseIntent } from './choose-intent.ts'
import { type FollowUp, followUp } from './follow-up.ts'
import { kindsOfWord, TWO_WORDS } from './kind-words.ts'
import { nameIndex } from './name-index.ts'
import { plainText, questionWords, wholeWords } from './question-words.ts'
import { valueIndex } from './value-index.ts'
import { speaksOfClusters } from './domain-words.ts'
import { type MissingName, type Named, resolveNames } from './resolve-names.ts'
import { readRelative, readSpan, type Span } from './time-words.ts'
import { refusedRequest, type Refusal } from './refusals.ts'

/** How a question was understood. */
export interface Reading {
  /** The question as typed, without control characters. */
  readonly question: string
  readonly plain: string
  readonly intent: Intent
  /** How clearly its words said so; 0: nothing did. */
  readonly weight: number
  readonly others: readonly Intent[]
  readonly kinds: readonly string[]
  readonly objects: readonly LiveObject[]
  readonly missing: readonly MissingName[]
  /** What it names only to leave it out. */
  readonly excluded: readonly LiveObject[]
  /** Variables, hosts, containers and keys that it names. */
  readonly values: readonly string[]
  readonly missingNamespace: string | undefined
  readonly namespace: string | undefined
  readonly span: Span | undefined
  /** Words that are neither names nor times. */
  readonly rest: string
  readonly notes: readonly string[]
  /** What it wants that is never done: to act, or to show a secret. */
  readonly refusal: Refusal | undefined
  readonly followsUp: boolean
}

export interface Surroundings {
  readonly state: ClusterState
  readonly incidents: readonly Incident[]
  readonly now: Time
  readonly namespace: string | undefined
  readonly conversation: Conversation | undefined
  /** Ids of articles without their folder: rules, detectors, error codes. */
  readonly topics: ReadonlySet<string>
}

const LONGEST = 2000

/** Reads a question by its words and what exists; the same question and state give the same reading. */
export function understand(question: string, surroundings: Surroundings): Reading {
  const text = question
    .slice(0, LONGEST)
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
  const plain = plainText(text)
  const words = questionWords(joinKinds(text))
  const { state, now, conversation, topics } = surroundings
  const named = resolveNames(
    words.filter(({ plain: word }) => !topics.has(word)),
    nameIndex(state),
    valueIndex(state),
  )
  const rest = wholeWords(withoutNames(joinKinds(plain), named))
  const back = followUp(plain, conversation)
  const all = named.objects.length > 0 || named.missing.length > 0 ? named.objects : taken(back, state)
  // "how is shop": what is in it is meant, not the Namespace as an object, unless that is going away.
  const [place] = all.length === 1 ? all.filter(({ kind, deletedAt }) => kind === 'Namespace' && deletedAt === undefined) : []
  const objects = place === undefined ? (all.length === 0 && named.missing.length === 0 ? onlyOne(plain, named, state) : all) : []
  const namespace = place?.name ?? named.namespace ?? surroundings.namespace ?? (named.objects.length === 0 ? back?.namespace : undefined)
  const span = readSpan(plain, now) ?? relativeSpan(plain, objects, surroundings, back)
  const choice = chosenIntent(
    span === undefined ? rest : rest.replace(span.said, ' '),
    named,
    objects,
    back,
    span,
    words.some(({ plain: word }) => topics.has(word)),
    surroundings.incidents.some((incident) => incident.state === 'open'),
    speaksOfClusters(plain, state),
  )
  return {
    question: text,
    plain,
    rest: choice.isTaken ? `${rest} ${back?.said ?? ''}` : rest,
    intent: choice.intent,
    weight: choice.weight,
    others: choice.others,
    kinds: named.kinds.length === 0 && objects.length === 0 && back !== undefined ? back.kinds : named.kinds,
    objects,
    missing: named.missing,
    values: named.values,
    excluded: named.excluded,
    missingNamespace: named.missingNamespace,
    namespace,
    span,
    notes: [...named.notes, ...(back?.note === undefined || objects.length === 0 || named.objects.length > 0 ? [] : [back.note])],
    refusal: refusedRequest(rest),
    followsUp: back !== undefined,
  }
}

/** "the job", where there is only one: that one. */
function onlyOne(plain: string, { kinds, namespace }: Named, state: ClusterState): readonly LiveObject[] {
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1 || kind === 'Namespace') return []
  const word = /\b(?:the|my|our|this|der|die|das|den|dem|le|la|el|il) (?!\S+s\b)(\S+)/gu
  const isSingular = [...plain.matchAll(word)].some(([, noun = '']) => kindsOfWord(noun.replace(/\W+$/u, '')).includes(kind))
  const all = namespace === undefined ? state.list(kind) : state.in(kind, namespace)
  return isSingular && all.length === 1 ? all : []
}

/** "and cart?" asks of cart what was asked before; "why?" asks of the same. */
function chosenIntent(
  rest: string,
  named: Named,
  objects: readonly LiveObject[],
  back: FollowUp | undefined,
  span: Span | undefined,
  topic: boolean,
  ill: boolean,
  domain: boolean,
): Choice & { readonly isTaken: boolean } {
  const hints = {
    names: objects.length + named.missing.length > 0,
    kinds: named.kinds.length > 0,
    topic,
    span: span !== undefined,
    ill,
    domain,
  }
  const choice = chooseIntent(rest, hints)
  if (choice.weight > 0 || back === undefined || ['help', 'out-of-scope'].includes(back.intent)) return { ...choice, isTaken: false }
  return { intent: back.intent, weight: 3, others: [], isTaken: true }
}

function taken(back: FollowUp | undefined, state: ClusterState): readonly LiveObject[] {
  return (back?.objects ?? [])
    .map((object) => state.find(object.kind, object.namespace, object.name))
    .filter((object) => object !== undefined)
}

function relativeSpan(
  plain: string,
  objects: readonly LiveObject[],
  { state, incidents, now }: Surroundings,
  back: FollowUp | undefined,
): Span | undefined {
  const relative = readRelative(plain)
  if (relative === undefined) return undefined
  const keys = new Set(objects.map(objectKey))
  const concerns = ({ object }: { readonly object: LiveReference }): boolean => keys.size === 0 || keys.has(objectKey(object))
  const rollout = state.snapshot.changes.findLast((change) => concerns(change) && change.kind !== 'deleted')?.at
  const broke = incidents.find((incident) => concerns(incident.cause))?.since
  const time = { rollout, incident: broke === undefined ? undefined : Date.parse(broke), that: timeBack(back, broke) ?? rollout }[
    relative.what
  ]
  if (time === undefined) return undefined
  const before = relative.side === 'before'
  return { from: before ? undefined : time, to: before ? time : now, said: relative.said, moment: time }
}

function timeBack(back: FollowUp | undefined, broke: string | undefined): Time | undefined {
  const said = back?.from ?? broke
  return said === undefined ? undefined : Date.parse(said)
}

function joinKinds(text: string): string {
  return TWO_WORDS.reduce((joined, [pattern, word]) => joined.replaceAll(new RegExp(pattern.source, 'gi'), word), text)
}

/** Names say nothing about what is asked, whatever words they are made of. */
function withoutNames(plain: string, { used }: Named): string {
  return [...used]
    .toSorted((left, right) => right.text.length - left.text.length)
    .reduce((text, word) => text.replaceAll(word.plain, '·'), plain)
}

/** The reading as clients are told of it. */
export function understoodOf(reading: Reading, cluster: string): Understood {
  const { namespace, objects, span, notes } = reading
  const iso = (time: Time): string => new Date(time).toISOString()
  return {
    cluster,
    ...(namespace === undefined ? {} : { namespace }),
    objects: objects.map(({ reference }) => reference),
    ...(span?.from === undefined ? {} : { from: iso(span.from) }),
    ...(span?.to === undefined ? {} : { to: iso(span.to) }),
    notes: [...notes],
  }
}
