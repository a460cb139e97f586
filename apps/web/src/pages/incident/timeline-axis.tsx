import type { TimelineEntry } from '@aks-copilot/contracts'
import { clockTime } from '../../time/format-time.ts'
import { axisTicks, shareOf, type TimeRange } from '../../time/strip-scale.ts'

export interface TimelineAxisProps {
  readonly entries: readonly TimelineEntry[]
  /** A moment that is pointed at. */
  readonly lit: number | undefined
  readonly only: TimelineEntry['kind'] | undefined
  readonly onChoose: (kind: TimelineEntry['kind']) => void
}

const KINDS = ['incident', 'change', 'state', 'event', 'log'] as const
const WORDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  incident: 'incident',
  change: 'changes',
  state: 'states',
  event: 'events',
  log: 'logs',
}
const ROW = 24
const COLORS: Readonly<Record<TimelineEntry['severity'], string>> = { error: 'bg-red', warning: 'bg-amber', info: 'bg-ink-3' }
/** What is much older than the incident would press everything else to one edge. */
const LONGEST = 30 * 60_000
const TICKS = 4

/** One lane for each kind over one axis; a lane's name shows only that kind. */
export function TimelineAxis({ entries, lit, only, onChoose }: TimelineAxisProps) {
  const range = rangeOf(entries)
  const kinds = KINDS.filter((kind) => entries.some((entry) => entry.kind === kind))
  return (
    <div className="flex gap-3 px-4 pt-2 pb-1 hairline-b lg:px-6">
      <div className="flex w-15 shrink-0 flex-col">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={only === kind}
            aria-label={`Show only ${WORDS[kind]}`}
            onClick={() => onChoose(kind)}
            className={`min-h-6 text-left text-meta leading-6 hover:text-ink ${only === kind ? 'text-cyan' : 'text-ink-3'}`}
          >
            {WORDS[kind]}
          </button>
        ))}
      </div>
      <div aria-hidden="true" className="relative min-w-0 flex-1 pb-4">
        {kinds.map((kind, lane) => (
          <Lane
            key={kind}
            lane={lane}
            range={range}
            faint={only !== undefined && only !== kind}
            entries={entries.filter((entry) => entry.kind === kind)}
          />
        ))}
        {axisTicks(range, TICKS).map((time) => (
          <span key={time} className="absolute bottom-0 -translate-x-1/2 text-meta leading-4 text-ink-3" style={{ left: at(time, range) }}>
            {clockTime(time)}
          </span>
        ))}
        {lit === undefined ? null : <span className="absolute inset-y-0 w-px bg-cyan" style={{ left: at(lit, range) }} />}
        <div style={{ height: kinds.length * ROW }} />
      </div>
    </div>
  )
}

interface LaneProps {
  readonly lane: number
  readonly range: TimeRange
  readonly faint: boolean
  readonly entries: readonly TimelineEntry[]
}

function Lane({ lane, range, faint, entries }: LaneProps) {
  return (
    <div className={`absolute inset-x-0 ${faint ? 'opacity-30' : ''}`} style={{ top: lane * ROW, height: ROW }}>
      <div className="absolute inset-x-0 top-1/2 h-px bg-hairline" />
      {entries.map((entry, index) => (
        <span
          key={`${index} ${entry.at}`}
          className={`absolute top-1/2 h-2.5 w-0.75 -translate-1/2 rounded-mark ${colorOf(entry)}`}
          style={{ left: at(Date.parse(entry.at), range) }}
        />
      ))}
    </div>
  )
}

function colorOf({ kind, severity }: TimelineEntry): string {
  return kind === 'change' ? 'bg-violet' : kind === 'incident' ? 'bg-magenta' : COLORS[severity]
}

function at(time: number, range: TimeRange): string {
  return `${(shareOf(time, range) * 100).toFixed(2)}%`
}

function rangeOf(entries: readonly TimelineEntry[]): TimeRange {
  const times = entries.map((entry) => Date.parse(entry.at))
  const to = Math.max(...times)
  const from = Math.max(Math.min(...times), to - LONGEST)
  const room = Math.max(1_000, (to - from) * 0.02)
  return { from: from - room, to: to + room }
}
