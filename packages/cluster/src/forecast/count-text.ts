import { spanText } from '../detect/durations.ts'
import type { RateRise } from './rate-rise.ts'

/** `none in the 55 min before`, `3 in the 55 min before` */
export function countText({ before, span }: RateRise): string {
  return `${before === 0 ? 'none' : before} in the ${spanText(span)} before`
}
