import { linePath, scaleOf, type Point } from './chart-scale.ts'

export interface SparklineProps {
  /** [milliseconds since the epoch, value], oldest first. */
  readonly points: readonly Point[]
  /** Where the values usually are. */
  readonly band?: readonly [number, number] | undefined
  /** Colours the line where the state asks for it; calm lines are grey. */
  readonly state?: 'ok' | 'warning' | 'error' | 'unknown'
  /** The time axis, so that lines side by side agree. */
  readonly from?: number
  readonly to?: number
  /** Where the page looks at. */
  readonly at?: number | undefined
  readonly className?: string
}

const WIDTH = 200
const HEIGHT = 40
/** Room for the point at the end. */
const EDGE = 3
const TONES = { ok: 'text-ink-3', warning: 'text-amber', error: 'text-red', unknown: 'text-ink-3' } as const

/** Two hours in one line, over the band of the usual. It says nothing that the words beside it don't. */
export function Sparkline({ points, band, state = 'ok', from, to, at, className = 'h-10' }: SparklineProps) {
  const first = from ?? points[0]?.[0] ?? 0
  const last = to ?? points.at(-1)?.[0] ?? 1
  const scale = scaleOf({ points, band, from: first, to: last, width: WIDTH - EDGE, height: HEIGHT })
  const end = points.at(-1)
  // What is usual is known for as long as something was measured.
  const bandFrom = Math.max(0, scale.x(points[0]?.[0] ?? first))
  const bandTo = Math.min(WIDTH, scale.x(end?.[0] ?? last))
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className={`block w-full ${TONES[state]} ${className}`}
    >
      {band === undefined ? null : (
        <rect
          x={bandFrom}
          y={scale.y(band[1])}
          width={Math.max(0, bandTo - bandFrom)}
          height={Math.max(2, scale.y(band[0]) - scale.y(band[1]))}
          className="fill-surface-2"
        />
      )}
      {points.length > 1 ? (
        <path
          d={linePath(points, scale)}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      ) : null}
      {end === undefined ? null : (
        <path
          d={`M${scale.x(end[0])} ${scale.y(end[1])}h.01`}
          stroke="currentColor"
          strokeWidth="5"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      )}
      {at === undefined ? null : (
        <path d={`M${scale.x(at)} 0V${HEIGHT}`} className="stroke-cyan" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  )
}
