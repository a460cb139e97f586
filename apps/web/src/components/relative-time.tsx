import { useMoment } from '../time/now-context.tsx'
import { absoluteTime, bothTimes, relativeTime } from '../time/format-time.ts'

export interface RelativeTimeProps {
  /** RFC 3339 or milliseconds since the epoch. */
  readonly at: string | number
  readonly className?: string
}

/** `34 min ago`, seen from the moment that the page shows; the absolute time on hover. */
export function RelativeTime({ at: given, className = '' }: RelativeTimeProps) {
  const { shown } = useMoment()
  const time = typeof given === 'number' ? given : Date.parse(given)
  if (Number.isNaN(time)) return <span className={className}>{given}</span>
  return (
    <time dateTime={new Date(time).toISOString()} title={bothTimes(time)} className={`whitespace-nowrap ${className}`}>
      {relativeTime(time, shown)}
      <span className="sr-only">, {absoluteTime(time)}</span>
    </time>
  )
}
