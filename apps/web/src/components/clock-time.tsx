import { bothTimes, clockTime, relativeTime } from '../time/format-time.ts'
import { useMoment } from '../time/now-context.tsx'

/** `10:02:31`, where many times stand below each other and minutes would not tell them apart; how long ago, and both clocks, on hover. */
export function ClockTime({ at, className = '' }: { readonly at: string; readonly className?: string }) {
  const { shown } = useMoment()
  const time = Date.parse(at)
  return (
    <time
      dateTime={at}
      title={`${relativeTime(time, shown)}, ${bothTimes(time)}`}
      className={`font-mono text-meta text-ink-3 ${className}`}
    >
      {clockTime(time, true)}
    </time>
  )
}
