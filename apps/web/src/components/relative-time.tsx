import { bothTimes, relativeTime } from '../time/format-time.ts'
import { useMoment } from '../time/now-context.tsx'

/** How long ago, seen from the moment that the page shows; the absolute time on hover and for machines. */
export function RelativeTime({ time, className }: { readonly time: string | number; readonly className?: string }) {
  const { shown } = useMoment()
  const at = typeof time === 'number' ? time : Date.parse(time)
  if (Number.isNaN(at)) return null
  return (
    <time dateTime={new Date(at).toISOString()} title={bothTimes(at)} className={className ?? 'whitespace-nowrap text-ink-2'}>
      {relativeTime(at, shown)}
    </time>
  )
}
