import { MINUTE, SECOND } from './patience.ts'

export { MINUTE, SECOND } from './patience.ts'
export const HOUR = 60 * MINUTE

/** A span of ms for people, rounded: `45 s`, `12 min`, `3 h`. */
export function spanText(span: number): string {
  if (span < 2 * MINUTE) return `${Math.round(span / SECOND)} s`
  if (span < 2 * HOUR) return `${Math.round(span / MINUTE)} min`
  return `${Math.round(span / HOUR)} h`
}
