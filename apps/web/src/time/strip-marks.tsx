import type { TimeStrip } from '@aks-copilot/contracts'
import { Unwatched } from '../components/unwatched.tsx'
import { clockTime } from './format-time.ts'
import { axisTicks, lanesOf, shareOf, type TimeRange } from './strip-scale.ts'

export interface StripMarksProps {
  readonly range: TimeRange
  readonly strip: TimeStrip | undefined
  /** Since when it is watched: before that, only what the cluster remembered is known. */
  readonly watchedSince?: string | undefined
}

const HEIGHT = 34
const LANES = 3
const LANE = 5
const TICKS = 6
const COLORS: Readonly<Record<string, string>> = { error: 'fill-red', warning: 'fill-amber' }

/** What happened: incident spans on top, changes as ticks, restarts as bars from below. All of it is said elsewhere in words, too. */
export function StripMarks({ range, strip, watchedSince }: StripMarksProps) {
  return (
    <>
      <Unwatched range={range} since={watchedSince} className="top-0.5 h-8.5" />
      <svg viewBox={`0 0 1000 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="absolute inset-x-0 top-0.5 h-8.5 w-full">
        <path d={`M0 ${HEIGHT - 0.5}H1000`} className="stroke-hairline-strong" vectorEffect="non-scaling-stroke" />
        <Rate points={strip?.restarts ?? []} range={range} />
        <Incidents strip={strip} range={range} />
        {(strip?.changes ?? []).map(({ at, text }, index) => (
          <path
            key={`${at}-${index}`}
            d={`M${x(at, range)} ${HEIGHT - 13}V${HEIGHT - 1}`}
            className="stroke-violet"
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          >
            <title>{`${clockTime(at)} ${text}`}</title>
          </path>
        ))}
      </svg>
      <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-4 text-meta leading-4 text-ink-3">
        {inside(axisTicks(range, TICKS), range).map((time) => (
          <span
            key={time}
            className={`absolute -translate-x-1/2 max-md:nth-[odd]:hidden ${shareOf(time, range) > 0.9 ? 'max-md:hidden' : ''}`}
            style={{ left: `${shareOf(time, range) * 100}%` }}
          >
            {clockTime(time)}
          </span>
        ))}
      </div>
    </>
  )
}

/** A word too near to an end would be cut. */
function inside(times: readonly number[], range: TimeRange): number[] {
  return times.filter((time) => shareOf(time, range) > 0.03 && shareOf(time, range) < 0.96)
}

function x(time: number, range: TimeRange): number {
  return Math.round(shareOf(time, range) * 10_000) / 10
}

function Incidents({ strip, range }: StripMarksProps) {
  return (
    <>
      {lanesOf(strip?.incidents ?? []).map(([{ fingerprint, title, severity, from, to }, lane]) => {
        const start = x(from, range)
        const width = Math.max(3, x(to ?? range.to, range) - start)
        return (
          <rect
            key={`${fingerprint}-${from}`}
            x={Math.min(start, 997)}
            y={1 + Math.min(lane, LANES - 1) * (LANE + 1)}
            width={width}
            height={LANE}
            className={`${COLORS[severity] ?? 'fill-ink-3'} ${to === undefined ? '' : 'opacity-50'}`}
          >
            <title>{title}</title>
          </rect>
        )
      })}
    </>
  )
}

/** Restarts a step, as grey bars: their height is their number. */
function Rate({ points, range }: { readonly points: TimeStrip['restarts']; readonly range: TimeRange }) {
  const most = Math.max(1, ...points.map(([, value]) => value))
  const [first, second] = points
  const width = first === undefined || second === undefined ? 4 : Math.max(2, x(second[0], range) - x(first[0], range) - 1)
  return (
    <>
      {points.map(([at, value]) =>
        value <= 0 ? null : (
          <rect
            key={at}
            x={x(at, range)}
            y={HEIGHT - 1 - (value / most) * 14}
            width={width}
            height={(value / most) * 14}
            className="fill-ink-3 opacity-45"
          />
        ),
      )}
    </>
  )
}
