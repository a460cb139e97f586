const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long, in the two largest useful parts: `4 s`, `34 min`, `2 h 5 min`, `3 d`. */
export function duration(milliseconds: number): string {
  const span = Math.abs(milliseconds)
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`
  if (span < DAY) {
    const minutes = Math.floor((span % HOUR) / MINUTE)
    return minutes === 0 || span >= 10 * HOUR ? `${Math.floor(span / HOUR)} h` : `${Math.floor(span / HOUR)} h ${minutes} min`
  }
  return `${Math.floor(span / DAY)} d`
}

/** `34 min ago`, `just now`, `in 2 h`. */
export function relativeTime(time: number, now: number): string {
  const difference = time - now
  if (Math.abs(difference) < 5 * SECOND) return 'just now'
  return difference < 0 ? `${duration(difference)} ago` : `in ${duration(difference)}`
}

/** `10:02` in UTC: the clock of the cluster's own records, of the answers and of the command line. */
export function clockTime(time: number, seconds = false): string {
  return new Date(time).toISOString().slice(11, seconds ? 19 : 16)
}

/** `2026-11-22 18:01:16 UTC` */
export function absoluteTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

const LOCAL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** Both clocks, for a tooltip. */
export function bothTimes(time: number): string {
  return `${absoluteTime(time)} (${LOCAL.format(time)} here)`
}
