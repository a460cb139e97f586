import type { TimeStrip } from '@aks-copilot/contracts'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useClusterStatus, useTimeStrip } from '../api/queries.ts'
import { Button } from '../components/button.tsx'
import { useScope, useSetScope } from '../router/scope.ts'
import { absoluteTime, clockTime, duration } from './format-time.ts'
import { useMoment } from './now-context.tsx'
import { momentAt, shareOf, type TimeRange } from './strip-scale.ts'
import { StripMarks } from './strip-marks.tsx'

const MINUTE = 60_000
/** Nearer to the end than this is now. */
const NOW_SHARE = 0.997
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -MINUTE,
  ArrowDown: -MINUTE,
  ArrowRight: MINUTE,
  ArrowUp: MINUTE,
  PageDown: -10 * MINUTE,
  PageUp: 10 * MINUTE,
}

/** The last two hours on every page. Dragging moves the whole page to that moment; so do the arrow keys. */
export function TimeBar() {
  const { data } = useTimeStrip()
  const { live, shown, past } = useMoment()
  const range = windowOf(data, live)
  return (
    <section aria-label="Time" className="flex shrink-0 items-stretch gap-2 bg-surface-1 px-3 hairline-t md:px-4">
      <div className="flex w-24 shrink-0 flex-col justify-center md:w-36">
        {past ? <PastWords shown={shown} live={live} /> : <NowWords live={live} />}
      </div>
      <Slider range={range} strip={data} />
      {past ? <BackToNow /> : null}
    </section>
  )
}

function windowOf(strip: TimeStrip | undefined, live: number): TimeRange {
  return strip === undefined ? { from: live - 120 * MINUTE, to: live } : { from: strip.from, to: Math.max(strip.to, live) }
}

function NowWords({ live }: { readonly live: number }) {
  return (
    <p className="text-meta text-ink-2">
      now <span className="text-ink">{live === 0 ? '' : clockTime(live)}</span> <span className="hidden text-ink-3 md:inline">UTC</span>
    </p>
  )
}

function PastWords({ shown, live }: { readonly shown: number; readonly live: number }) {
  return (
    <p className="text-meta text-ink-2" role="status">
      viewing <span className="font-medium text-cyan">{clockTime(shown)}</span>
      <br />
      {duration(live - shown)} ago
    </p>
  )
}

function BackToNow() {
  const setScope = useSetScope()
  return (
    <div className="flex items-center">
      <Button onClick={() => setScope({ at: undefined })}>
        <span>
          <span className="max-md:sr-only">back to </span>now
        </span>
      </Button>
    </div>
  )
}

function Slider({ range, strip }: { readonly range: TimeRange; readonly strip: TimeStrip | undefined }) {
  const { shown, live, past, alive } = useMoment()
  const { at } = useScope()
  const watchedSince = useClusterStatus().status?.watchedSince
  const setScope = useSetScope()
  // While it is dragged, only the handle moves: the page follows when it is let go, or rests.
  const [dragged, setDragged] = useState<number>()
  const position = dragged ?? shown
  const choose = (time: number) => {
    const isNow = shareOf(time, range) >= NOW_SHARE
    const next = isNow ? undefined : new Date(Math.max(time, range.from)).toISOString()
    if (next !== at) setScope({ at: next })
  }
  const timeOf = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return momentAt((event.clientX - left) / width, range)
  }
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key]
    const target = event.key === 'Home' ? range.from : event.key === 'End' ? live : step === undefined ? undefined : shown + step
    if (target === undefined) return
    event.preventDefault()
    choose(Math.min(target, live))
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Moment shown"
      aria-valuemin={range.from}
      aria-valuemax={range.to}
      aria-valuenow={position}
      aria-valuetext={past || dragged !== undefined ? `${absoluteTime(position)}, ${duration(live - position)} ago` : 'now'}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragged(timeOf(event))
      }}
      onPointerMove={(event) => {
        if (dragged !== undefined) setDragged(timeOf(event))
      }}
      onPointerUp={(event) => {
        setDragged(undefined)
        choose(timeOf(event))
      }}
      onPointerCancel={() => setDragged(undefined)}
      className="relative h-13 min-w-0 flex-1 cursor-ew-resize touch-none focus-visible:-outline-offset-2"
    >
      <StripMarks range={range} strip={strip} watchedSince={watchedSince} />
      <Handle
        share={shareOf(position, range)}
        words={dragged === undefined ? undefined : clockTime(dragged)}
        past={past || dragged !== undefined}
        alive={alive}
      />
    </div>
  )
}

interface HandleProps {
  readonly share: number
  readonly words: string | undefined
  readonly past: boolean
  readonly alive: boolean
}

/** The live edge glows; a moment of the past is a plain line. */
function Handle({ share, words, past, alive }: HandleProps) {
  return (
    <div className="pointer-events-none absolute inset-y-0 w-0" style={{ left: `${share * 100}%` }}>
      <div className={`absolute inset-y-1 -left-px w-0.5 rounded-full bg-cyan ${alive && !past ? 'shadow-live' : ''}`} />
      {past ? <div className="absolute top-0 -left-1 size-2 rounded-full bg-cyan" /> : null}
      {words === undefined ? null : (
        <div className="absolute -top-6 -translate-x-1/2 rounded-control bg-surface-3 px-1.5 py-0.5 text-meta">{words}</div>
      )}
    </div>
  )
}
