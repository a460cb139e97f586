import type { Severity } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { LogLine, LogStream, Time } from '../context/records.ts'
import { type ContainerState, containerStates } from './container-states.ts'
import type { Effect } from './detector.ts'
import { effectsFrom } from './effects-from.ts'
import { type EvidenceRecord, fieldEvidence, logEvidence } from './evidence.ts'
import { finishedAt } from './failed-runs.ts'
import { earliest, latest, MINUTE, SECOND } from './patience.ts'
import { isLooping, lastEnd, loopSince, wasOomKilled } from './restarts.ts'
import { unreadySince } from './workload-pods.ts'

/** What a reader saw in a line. `about` tells apart what are different troubles; `index`: where in the text it stands. */
export interface Hit {
  readonly about: string
  readonly index: number
}

/** Lines of one container that say the same, and which matter: they are tied to its failing, or they go on and on. */
export interface Trouble<Told extends Hit> {
  readonly pod: LiveObject
  readonly container: ContainerState
  /** Of the newest line. */
  readonly told: Told
  readonly severity: Severity
  readonly since: Time
  readonly evidence: readonly EvidenceRecord[]
  /** A failing container's trouble explains its failing; one that is mended each time, or harms nobody yet, explains nothing. */
  readonly explains: readonly Effect[]
}

/** A line without any of these words tells of nothing that the detectors of logs know. */
const TELLING =
  /refused|time[sd]?[ -]?out|timeout|no route|unreachable|resolve|no such|getaddrinfo|enotfound|eai_again|name or service|name resolution|unknown ?host|host not found|translate host|bad address|permi|eacces|eperm|denied|read-only|erofs|address|eaddrinuse|in use|environ|variable|parameter|keyerror|required|must (?:be set|specify)|unbound|missing|not set|undefined|placeholder|enoent|not found|notfound|find|unable to access|can't open|loading shared|migrat|flyway|liquibase|does not exist|doesn't exist|unknown column|x509|certificat|cert_|tls|ssl|pkix|self.signed|altname|no space|enospc|quota|disk|password|authenticat|login|wrongpass|noauth|sasl|aadsts|no module/i

interface Spoken {
  readonly stream: LogStream
  readonly line: LogLine
  /** How many records came after it in its stream. */
  readonly after: number
}

interface Speaker {
  readonly pod: LiveObject
  readonly container: ContainerState
  readonly spoken: readonly Spoken[]
}

/** Lines of level info say what is well, whatever words they hold. */
function speakers(state: ClusterState): readonly Speaker[] {
  return state.remember(speakers, () =>
    [...Map.groupBy(state.snapshot.logs, ({ pod, container }) => `${pod.uid} ${container}`).values()].flatMap((streams) => {
      const [first] = streams
      const pod = first === undefined ? undefined : state.byUid(first.pod.uid)
      const container = pod === undefined ? undefined : containerStates(pod).find(({ name }) => name === first?.container)
      if (pod === undefined || container === undefined || pod.deletedAt !== undefined || isHistory(pod, state)) return []
      const spoken = streams.flatMap((stream) => tellingLines(stream, container, state))
      return spoken.length === 0 ? [] : [{ pod, container, spoken }]
    }),
  )
}

/** A pod that has ended and of which another one took the place, or did the work. */
function isHistory(pod: LiveObject, state: ClusterState): boolean {
  const phase = pod.status.at('phase')
  if (phase.is('Succeeded')) return true
  if (pod.controller === undefined || !phase.is('Failed')) return false
  const job = pod.controller.kind === 'Job' ? state.controllerOf(pod) : undefined
  if (job === undefined) return true
  const later = job.controller === undefined ? [job] : [job, ...siblings(job, state).filter((other) => isNewer(other, job))]
  return later.some((one) => finishedAt(one, 'Complete') !== undefined) || state.podsOf(job).some((other) => isNewer(other, pod))
}

function siblings(job: LiveObject, state: ClusterState): readonly LiveObject[] {
  const owner = state.controllerOf(job)
  return owner === undefined ? [] : state.controlledBy(owner, 'Job')
}

function isNewer(one: LiveObject, other: LiveObject): boolean {
  return (one.createdAt ?? 0) > (other.createdAt ?? 0)
}

const OVER = 30 * MINUTE
/** Of a busy log the newest lines tell enough. */
const MOST_TELLING = 200

function tellingLines(stream: LogStream, container: ContainerState, state: ClusterState): Spoken[] {
  // What a container that is well wrote long ago, it got over.
  const isWell = container.ready && container.restarts === 0
  const from = isWell ? state.now - OVER : 0
  const found: Spoken[] = []
  for (let index = stream.lines.length - 1; index >= 0 && found.length < MOST_TELLING; index--) {
    const line = stream.lines[index]
    if (line === undefined || line.at < from) break
    if (line.level !== 'info' && TELLING.test(line.text)) found.push({ stream, line, after: stream.lines.length - 1 - index })
  }
  return found.toReversed()
}

/** What a reader makes of the lines that matter: one trouble for each pod, container and `about`. */
export function* logTroubles<Told extends Hit>(
  state: ClusterState,
  read: (text: string, pod: LiveObject) => Told | undefined,
): Generator<Trouble<Told>> {
  for (const { pod, container, spoken } of speakers(state)) {
    const groups = new Map<string, (Spoken & { readonly told: Told })[]>()
    const known = new Map<string, Told | undefined>()
    for (const one of spoken) {
      const { text } = one.line
      if (!known.has(text)) known.set(text, read(text, pod))
      const told = known.get(text)
      if (told === undefined) continue
      const group = groups.get(told.about)
      if (group === undefined) groups.set(told.about, [{ ...one, told }])
      else group.push({ ...one, told })
    }
    for (const group of groups.values()) {
      const trouble = judge(pod, container, group, state)
      if (trouble !== undefined) yield trouble
    }
  }
}

function judge<Told extends Hit>(
  pod: LiveObject,
  container: ContainerState,
  group: readonly (Spoken & { readonly told: Told })[],
  state: ClusterState,
): Trouble<Told> | undefined {
  const ordered = episode(group.toSorted((left, right) => left.line.at - right.line.at))
  const last = ordered.at(-1)
  if (last === undefined) return undefined
  const first = earliest(ordered.map((one) => firstAt(one, ordered.length === group.length))) ?? last.line.at
  const failing = failure(container, ordered, state)
  if (failing === undefined && !goesOn(container, ordered, state)) return undefined
  const looping = failing === 'ending' ? loopSince(pod, container, state) : undefined
  return {
    pod,
    container,
    told: last.told,
    severity: failing === undefined ? 'warning' : 'error',
    since: Math.min(first, looping ?? first, failing === 'unready' ? (beforeTheLog(pod, container, ordered) ?? first) : first),
    evidence: [logEvidence(last.stream, last.line, excerpt(last.line.text, last.told.index)), ...stateEvidence(pod, container, failing)],
    explains: failing === undefined ? [] : effectsFrom(container.list === 'initContainers' ? 'not-started' : 'crashing'),
  }
}

/** What was silent for so long was over, and began anew. */
const LONGEST_GAP = 15 * MINUTE

/** The lines since the last long gap. */
function episode<One extends Spoken>(ordered: readonly One[]): readonly One[] {
  const start = ordered.findLastIndex(({ line }, index) => line.at - (ordered[index - 1]?.line.at ?? line.at) > LONGEST_GAP)
  return ordered.slice(Math.max(0, start))
}

/** A log with so many records is held from somewhere in its middle on: only so much of the end is read. */
const CUT_LOG = 100
const FIRST_RECORDS = 10

/** Since when a container is not ready, where all that is held of its log says why and the beginning is not held. */
function beforeTheLog(pod: LiveObject, container: ContainerState, [first]: readonly Spoken[]): Time | undefined {
  const length = first?.stream.lines.length ?? 0
  if (first === undefined || length < CUT_LOG || length - first.after > FIRST_RECORDS) return undefined
  return latest([timeOf(container.running.at('startedAt')), unreadySince(pod)])
}

/** Lines that look the same may have come before those that are held. */
function firstAt({ stream, line }: Spoken, isWhole: boolean): Time {
  const first = isWhole && stream.dropped > 0 ? stream.templates.find(({ id }) => id === line.template)?.firstAt : undefined
  return first ?? line.at
}

/** What an instance says in its last records is why it ended; what it said long before, it got over. */
const LAST_RECORDS = 15
/** What repeats to the end, among other lines. */
const LEAST_REPEATS = 3
/** A container that starts may try in vain for a while: that is what retries are for. */
const START_UP = 60 * SECOND
const RECENT = 5 * MINUTE

/** Whether the container fails, and these lines are tied to it. */
function failure(container: ContainerState, spoken: readonly Spoken[], state: ClusterState): 'ending' | 'unready' | undefined {
  const end = lastEnd(container)
  const exit = end?.at('exitCode').number
  const hasEnded = end !== undefined && exit !== 0 && !container.running.exists
  if ((hasEnded || isLooping(container, state)) && !wasOomKilled(container) && spoken.some((one) => isLastWord(one, spoken)))
    return 'ending'
  const startedAt = timeOf(container.running.at('startedAt'))
  if (container.ready || startedAt === undefined || state.now - startedAt < START_UP) return undefined
  const now = spoken.filter(({ stream, line }) => !stream.previous && line.at >= startedAt)
  const last = now.at(-1)
  if (last === undefined) return undefined
  return last.after < LEAST_REPEATS || (now.length >= LEAST_REPEATS && state.now - last.line.at < silence(now)) ? 'unready' : undefined
}

/** What came every second and then stopped is over sooner than what came every minute: so many times its pace. */
const PACES = 10
const LEAST_SILENCE = 30 * SECOND

/** How long nothing more may have been said for the trouble to go on, while the container says other things. */
function silence(spoken: readonly Spoken[]): number {
  const span = (spoken.at(-1)?.line.at ?? 0) - (spoken[0]?.line.at ?? 0)
  return Math.min(RECENT, Math.max(LEAST_SILENCE, (PACES * span) / Math.max(1, spoken.length - 1)))
}

function isLastWord({ stream, after }: Spoken, spoken: readonly Spoken[]): boolean {
  return after < LAST_RECORDS || spoken.filter((other) => other.stream === stream).length >= LEAST_REPEATS
}

/** So often, and over so long, must a container that is ready complain lately before it is more than a hiccup. */
const LEAST_LATELY = 5
const LATELY = 10 * MINUTE
const SUSTAINED = 2 * MINUTE
/** So often within the little that is held of a busy log. */
const VERY_OFTEN = 50

function goesOn(container: ContainerState, spoken: readonly Spoken[], state: ClusterState): boolean {
  const lately = spoken.filter(({ line }) => state.now - line.at <= LATELY)
  const [first, last] = [lately[0]?.line.at ?? 0, lately.at(-1)?.line.at ?? 0]
  if (!container.running.exists || lately.length < LEAST_LATELY || state.now - last > RECENT) return false
  return last - first >= SUSTAINED || lately.length >= VERY_OFTEN
}

/** How it shows that the container fails. */
function stateEvidence(pod: LiveObject, container: ContainerState, failing: 'ending' | 'unready' | undefined): EvidenceRecord[] {
  const end = lastEnd(container)
  if (failing === 'ending' && end?.at('exitCode').exists === true) return [fieldEvidence(pod, end.at('exitCode'))]
  return failing === 'unready' && container.status.at('ready').exists ? [fieldEvidence(pod, container.status.at('ready'))] : []
}

/** The line of a record in which something stands. */
function excerpt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index - 1) + 1
  const end = text.indexOf('\n', index)
  return text.slice(start, end < 0 ? undefined : end).trim()
}
