import type { Time } from './records.ts'

/** RFC 3339 in UTC, to the millisecond. */
export function isoTime(time: Time): string {
  return new Date(time).toISOString()
}

/** RFC 3339 in UTC, to the second: what reports tell. */
export function isoSecond(time: Time): string {
  return `${isoTime(time).slice(0, 19)}Z`
}
