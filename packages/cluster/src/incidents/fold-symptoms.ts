import { podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import { EFFECTS, type Effect } from '../detect/detector.ts'
import type { Finding } from '../detect/gather-findings.ts'
import { LOOKS_WRONG } from '../detect/last-words.ts'
import { dependencies, type EdgeKind } from '../graph/dependencies.ts'

/** A finding that nothing else explains, with all that it explains. */
export interface Chain {
  readonly cause: Finding
  readonly symptoms: readonly Finding[]
}

const FARTHEST = 6
/** Clocks of nodes and the times of events differ; a cause may be noticed this much later than its symptom. */
const SLACK = 90_000

/** Folds each finding into the one that explains it, until causes are left. Every finding is in exactly one chain. */
export function foldSymptoms(findings: readonly Finding[], state: ClusterState): Chain[] {
  const byObject = Map.groupBy(findings, ({ subject }) => objectKey(subject))
  const parents = new Map(findings.map((finding) => [finding, bestCause(finding, byObject, state)]))
  const chains = new Map<Finding, Finding[]>()
  for (const finding of findings) {
    const root = rootOf(finding, parents)
    const symptoms = chains.get(root) ?? []
    chains.set(root, symptoms)
    if (finding !== root) symptoms.push(finding)
  }
  return joined([...chains]).map(([cause, symptoms]) => ({
    cause,
    symptoms: symptoms.toSorted((left, right) => place(left.effect) - place(right.effect)),
  }))
}

type Link = readonly [cause: Finding, symptoms: readonly Finding[]]

/** What several workloads lack is one fault, told at the first of them by name, whichever of them noticed it first. */
function joined(chains: readonly Link[]): Link[] {
  return [...Map.groupBy(chains, ([cause]) => lackOf(cause)).values()].map((group): Link => {
    const [first, ...rest] = group.toSorted(([left], [right]) => left.fingerprint.localeCompare(right.fingerprint))
    if (first === undefined) throw new Error('an empty group of chains')
    return [first[0], [...first[1], ...rest.flatMap(([cause, symptoms]) => [cause, ...symptoms])]]
  })
}

/** What a finding lacks, the same for whoever lacks it; its fingerprint where it lacks nothing that others could. */
function lackOf({ detector, about, blames, effect, fingerprint }: Finding): string {
  const [lacking] = blames
  if (lacking === undefined || blames.length > 1 || about === undefined || !LACKS.has(lacking.kind)) return fingerprint
  return effect === 'not-started' || effect === 'not-created' ? `${detector.id} ${objectKey(lacking)} ${about}` : fingerprint
}

const LACKS: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'ServiceAccount'])

interface Candidate {
  readonly cause: Finding
  readonly distance: number
  /** True: the cause lies behind a Service that this one calls. */
  readonly called: boolean
}

/** The nearest finding that explains this one: blamed by it, on the same object, or on one that it depends on. */
function bestCause(finding: Finding, byObject: ReadonlyMap<string, readonly Finding[]>, state: ClusterState): Finding | undefined {
  if (finding.effect === undefined) return undefined
  const { effect } = finding
  const candidates = candidatesOf(finding, byObject, state).filter(
    ({ cause, called }) => cause !== finding && (called ? explainsToClient(cause, effect) : explains(cause, effect)),
  )
  return candidates.toSorted(byPlausibility)[0]?.cause
}

function candidatesOf(finding: Finding, byObject: ReadonlyMap<string, readonly Finding[]>, state: ClusterState): Candidate[] {
  const found: Candidate[] = []
  const own = objectKey(finding.subject)
  const at = (key: string, distance: number, mentioned: boolean, called = mentioned): void => {
    // Nobody's calls fail because the caller itself is ill.
    if (key === own && finding.effect === 'unanswered') return
    for (const cause of byObject.get(key) ?? [])
      if ((!mentioned || (isEarlier(cause, finding) && !saysOtherwise(finding, state))) && !isOfOtherContainer(cause, finding))
        found.push({ cause, distance, called })
  }
  for (const blamed of finding.blames) {
    const called = blamed.kind === 'Service'
    at(objectKey(blamed), 0, false, called)
    const object = state.find(blamed.kind, blamed.namespace, blamed.name)
    if (object !== undefined)
      walk(state.topController(object), state, (key, distance, mentioned) => at(key, distance, mentioned, mentioned || called))
  }
  if (finding.detector.standsAlone === true) return found
  // That nobody answers a client has its reason elsewhere: that the client itself fails follows from it.
  if (finding.effect !== 'unanswered') at(own, 0, false)
  walk(finding.subject, state, (key, distance, mentioned) => at(key, distance + 1, mentioned), nodesOf(finding, state))
  return found
}

/** Words of a program that misses somebody. */
const OF_OTHERS =
  /connect|refused|time[sd]?[ -]?out|deadline|unreachable|resolv|no such host|bad address|unavailable|wait|dial|econn|enotfound|getaddrinfo|socket|network|remote|upstream|reach|fetch|request|response|https?:|retr|\b(?:hosts?|servers?|brokers?|databases?|db)\b(?!\.\w)/i
const LAST_LINES = 50

/** Whether a container that ends says why, and nothing of anybody whom it calls: then nobody behind a name in its variables did it. */
function saysOtherwise({ effect, instances, about }: Finding, state: ClusterState): boolean {
  if (effect !== 'crashing') return false
  const lines = instances
    .filter(({ kind }) => kind === 'Pod')
    .flatMap((pod) => state.logsOf(pod, about))
    .flatMap((stream) => stream.lines.slice(-LAST_LINES))
  return lines.some(({ level, text }) => level === 'error' || LOOKS_WRONG.test(text)) && !lines.some(({ text }) => OF_OTHERS.test(text))
}

/** A container that ends does so by itself, whatever ails the others of its pod. */
function isOfOtherContainer(cause: Finding, finding: Finding): boolean {
  if (finding.effect !== 'crashing' || objectKey(cause.subject) !== objectKey(finding.subject)) return false
  const [own, other] = [containerOf(finding), containerOf(cause)]
  return own !== undefined && other !== undefined && own !== other
}

function containerOf({ about, subject }: Finding): string | undefined {
  const name = about?.split(' ')[0]
  const containers = podSpec(subject)?.at('containers').items() ?? []
  return name !== undefined && containers.some((container) => container.at('name').is(name)) ? name : undefined
}

/** The nodes of the pods that show it; where the workload itself shows it, of those that are not ready. Another node explains nothing. */
function nodesOf({ instances, subject }: Finding, state: ClusterState): ReadonlySet<string> {
  const shown = instances.filter(({ kind }) => kind === 'Pod')
  const pods = shown.length > 0 ? shown : state.podsOf(subject).filter((pod) => !pod.condition('Ready').at('status').is('True'))
  return new Set(pods.flatMap((pod) => pod.spec.at('nodeName').text ?? []))
}

/** Visits what an object depends on, nearest first. Beyond a mention (a variable that names a Service), only what was broken before counts. */
function walk(
  start: LiveObject,
  state: ClusterState,
  visit: (key: string, distance: number, mentioned: boolean) => void,
  nodes?: ReadonlySet<string>,
): void {
  const seen = new Set([objectKey(start)])
  let front: { object: LiveObject; mentioned: boolean }[] = [{ object: start, mentioned: false }]
  visit(objectKey(start), 0, false)
  for (let distance = 1; distance <= FARTHEST && front.length > 0; distance++) {
    const next: typeof front = []
    for (const { object, mentioned } of front)
      for (const { to, kind } of dependencies(object, state)) {
        const key = objectKey(to)
        if (seen.has(key) || !leadsOn(kind, distance) || (distance === 1 && kind === 'schedule' && nodes?.has(to.name) === false)) continue
        seen.add(key)
        const beyond = mentioned || kind === 'mention'
        visit(key, distance + (beyond ? MENTION_COSTS : 0), beyond)
        const target = state.find(to.kind, to.namespace, to.name)
        if (target !== undefined) next.push({ object: state.topController(target), mentioned: beyond })
      }
    front = next
  }
}

/** A mention is weaker than any proof: everything else is nearer. */
const MENTION_COSTS = FARTHEST

/** A namespace and its limits matter to what is directly in them, not to whoever depends on that. */
function leadsOn(kind: EdgeKind, distance: number): boolean {
  return distance === 1 || (kind !== 'namespace' && kind !== 'limit')
}

function isEarlier(cause: Finding, symptom: Finding): boolean {
  return cause.since !== undefined && symptom.since !== undefined && cause.since <= symptom.since + SLACK
}

/** Whether a finding can bring an effect about: as its detector says, or everything further down the chain. */
function explains(cause: Finding, effect: Effect | undefined): boolean {
  if (effect === undefined) return false
  const { explains } = cause
  if (explains !== undefined) return explains.includes(effect)
  return cause.effect !== undefined && place(cause.effect) < place(effect)
}

/** What a client suffers when nobody answers it. */
const CLIENT_EFFECTS: ReadonlySet<Effect> = new Set(['not-started', 'crashing', 'not-ready', 'unanswered', 'short'])

/** Whether a finding behind a Service can bring an effect about in who calls it: there the order of the chain begins anew. */
function explainsToClient(cause: Finding, effect: Effect | undefined): boolean {
  return effect !== undefined && CLIENT_EFFECTS.has(effect) && explains(cause, 'unanswered')
}

function place(effect: Effect | undefined): number {
  return effect === undefined ? -1 : EFFECTS.indexOf(effect)
}

function byPlausibility(left: Candidate, right: Candidate): number {
  return (
    left.distance - right.distance ||
    place(left.cause.effect) - place(right.cause.effect) ||
    (left.cause.since ?? Infinity) - (right.cause.since ?? Infinity) ||
    left.cause.fingerprint.localeCompare(right.cause.fingerprint)
  )
}

/** Follows the parents up. Where findings explain each other in a ring, the lowest in the chain that began first is the cause. */
function rootOf(finding: Finding, parents: ReadonlyMap<Finding, Finding | undefined>): Finding {
  const path: Finding[] = []
  let current: Finding | undefined = finding
  while (current !== undefined && !path.includes(current)) {
    path.push(current)
    current = parents.get(current)
  }
  if (current === undefined) return path.at(-1) ?? finding
  const ring = path.slice(path.indexOf(current))
  return (
    ring.toSorted(
      (left, right) =>
        place(left.effect) - place(right.effect) ||
        (left.since ?? Infinity) - (right.since ?? Infinity) ||
        left.fingerprint.localeCompare(right.fingerprint),
    )[0] ?? finding
  )
}
