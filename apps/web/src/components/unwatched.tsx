import { shareOf, type TimeRange } from '../time/strip-scale.ts'

export interface UnwatchedProps {
  readonly range: TimeRange
  /** RFC 3339; undefined: nobody knows. */
  readonly since: string | undefined
  readonly className?: string
}

/**
 * Hatches the part of a time axis before watching began: only what the cluster remembered is known of it. Where nothing was watched there is
 * nothing to tell apart. Fills what it lies in.
 */
export function Unwatched({ range, since, className = 'inset-y-0' }: UnwatchedProps) {
  const share = since === undefined ? 0 : shareOf(Date.parse(since), range)
  if (share < 0.01 || share > 0.99) return null
  return (
    <div
      aria-hidden="true"
      className={`absolute left-0 hatched ${className}`}
      style={{ width: `${share * 100}%` }}
      title="Not watched yet: only what the cluster remembered is known"
    />
  )
}
