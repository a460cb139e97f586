import type { ClusterState } from '../../../context/cluster-state.ts'
import { timeOf } from '../../../context/live-object.ts'
import type { LogStream, LogTemplate, Time } from '../../../context/records.ts'
import { containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { logEvidence } from '../../evidence.ts'
import { isKnownPhrase } from '../../log-phrases.ts'
import { MINUTE } from '../../patience.ts'
import { logsStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'

/** What counts as now, and what it is compared with. */
const NOW = 10 * MINUTE
const LONGEST_BEFORE = 60 * MINUTE
/** Less of the past than this is no measure. */
const LEAST_BEFORE = 20 * MINUTE
/** A rise must be clear, and it must last: so many lines, in so many of the last ten minutes, so many times as often. */
const LEAST_LINES = 10
const LEAST_MINUTES = 5
const LEAST_FACTOR = 5
/** It goes on. */
const STILL = 3 * MINUTE

export default detector({
  id: 'log-error-rate',
  group: 'logs',
  title: 'A container logs many more errors than before',
  why: 'Something that it does fails, for some or for all of its users, though it runs.',
  help: 'Read the lines, and see what changed when they began.',
  severity: 'warning',
  reads: ['Pod', 'logs'],
  effect: 'degraded',
  explains: [],
  suspects: ['/spec/template/spec/containers/**', '/data/**'],

  *detect(state) {
    for (const stream of state.snapshot.logs) {
      if (stream.previous) continue
      const rises = stream.templates.flatMap((template) => riseOf(template, stream, state) ?? [])
      const [worst] = rises.toSorted((left, right) => right.recent - left.recent)
      const pod = worst === undefined ? undefined : state.byUid(stream.pod.uid)
      const container = pod === undefined ? undefined : containerStates(pod).find(({ name }) => name === stream.container)
      if (worst === undefined || pod === undefined || container === undefined || pod.deletedAt !== undefined || !container.running.exists)
        continue
      if ((timeOf(container.running.at('startedAt')) ?? 0) > state.now - NOW - LEAST_BEFORE) continue
      const line = stream.lines.findLast(({ template }) => template === worst.template.id)
      if (line === undefined || isKnownPhrase(line.text)) continue
      const rate = worst.factor === undefined ? 'errors that it did not log before' : `errors ${worst.factor} times as often as before`
      yield finding(pod, {
        about: container.name,
        message: `${nameContainer(container)} logs ${rate}: \`${shortened(worst.template.pattern)}\`.`,
        since: worst.since,
        evidence: [logEvidence(stream, line)],
        nextSteps: [logsStep(pod, container.name, 'Read the errors.')],
      })
    }
  },
})

interface Rise {
  readonly template: LogTemplate
  readonly recent: number
  /** How many times as often; undefined: there were none before. */
  readonly factor: number | undefined
  readonly since: Time
}

function riseOf(template: LogTemplate, stream: LogStream, state: ClusterState): Rise | undefined {
  const { minutes = [], level } = template
  if (level !== 'error' || state.now - template.lastAt > STILL) return undefined
  const begin = state.now - NOW
  const known = Math.max(begin - LONGEST_BEFORE, Math.min(...stream.templates.map(({ firstAt }) => firstAt)))
  if (begin - known < LEAST_BEFORE) return undefined
  const now = minutes.filter(([minute]) => minute >= begin)
  const recent = sum(now)
  const before = sum(minutes.filter(([minute]) => minute >= known && minute < begin))
  if (recent < LEAST_LINES || now.length < LEAST_MINUTES) return undefined
  const factor = before === 0 ? undefined : Math.round(recent / NOW / (before / (begin - known)))
  if (factor !== undefined && factor < LEAST_FACTOR) return undefined
  return { template, recent, factor, since: now[0]?.[0] ?? begin }
}

function sum(minutes: readonly (readonly [Time, number])[]): number {
  return minutes.reduce((total, [, count]) => total + count, 0)
}

const MOST_PATTERN = 120

function shortened(pattern: string): string {
  const text = pattern.replaceAll('`', "'")
  return text.length > MOST_PATTERN ? `${text.slice(0, MOST_PATTERN - 1)}…` : text
}
