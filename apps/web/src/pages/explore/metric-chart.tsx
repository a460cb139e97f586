import type { MetricRow } from '@aks-copilot/contracts'
import { useRef, useState, type PointerEvent } from 'react'
import { Unwatched } from '../../components/unwatched.tsx'
import { clockTime } from '../../time/format-time.ts'
import type { TimeRange } from '../../time/strip-scale.ts'
import { formatQuantity } from './format-quantity.ts'
import { chartOf, nearestPoint } from './metric-scale.ts'

export interface MetricChartProps {
  readonly row: MetricRow
  /** The time axis that all charts share. */
  readonly range: TimeRange
  /** The moment that the page shows, where it is an earlier one. */
  readonly at: number | undefined
  /** Since when it is watched, RFC 3339. */
  readonly since: string | undefined
}

const [WIDTH, HEIGHT] = [600, 56]

/** One series from zero up, with its limit as a dashed line; pointing at it tells the value there. */
export function MetricChart({ row, range, at, since }: MetricChartProps) {
  const { from, to } = range
  const svg = useRef<SVGSVGElement>(null)
  const [pointed, setPointed] = useState<readonly [number, number]>()
  const { line, area, x, y, limitY, near } = chartOf(row, { from, to, width: WIDTH, height: HEIGHT })
  const move = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return
    setPointed(nearestPoint(row.points, from + ((event.clientX - box.left) / box.width) * (to - from)))
  }
  return (
    <div className="relative h-7 min-w-0 max-sm:col-span-2 sm:h-14">
      <Unwatched range={range} since={since} />
      <svg
        ref={svg}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className={`relative block size-full ${near === 'over' ? 'text-red' : near === 'near' ? 'text-amber' : 'text-ink-2'}`}
        onPointerMove={move}
        onPointerLeave={() => setPointed(undefined)}
      >
        <path d={area} fill="currentColor" opacity="0.1" />
        <path
          d={line}
          fill="none"
          stroke="currentColor"
          strokeWidth={row.points.length < 3 ? 4 : 1.5}
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
        {limitY === undefined ? null : (
          <path
            d={`M0 ${limitY}H${WIDTH}`}
            className="stroke-ink-3"
            strokeWidth="1"
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
          />
        )}
        {at === undefined ? null : (
          <path d={`M${x(at)} 0V${HEIGHT}`} className="stroke-cyan" strokeWidth="1" vectorEffect="non-scaling-stroke" />
        )}
        {pointed === undefined ? null : <PointedMark x={x(pointed[0])} y={y(pointed[1])} />}
      </svg>
      {pointed === undefined ? null : (
        <p className="pointer-events-none absolute top-0 right-0 rounded-mark bg-surface-3 px-1.5 text-meta">
          {formatQuantity(pointed[1], row.unit)} <span className="text-ink-2">at {clockTime(pointed[0])}</span>
        </p>
      )}
    </div>
  )
}

function PointedMark({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <>
      <path d={`M${x} 0V${HEIGHT}`} className="stroke-hairline-strong" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      <path d={`M${x} ${y}h.01`} stroke="currentColor" strokeWidth="6" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
    </>
  )
}
