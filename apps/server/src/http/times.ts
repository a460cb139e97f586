import type { Time } from '@aks-copilot/cluster'
import { invalidRequest } from './problem.ts'

/** RFC 3339 in UTC. */
export function iso(time: Time): string {
  return new Date(time).toISOString()
}

/** The time in a parameter; undefined where it was left out. Throws REQUEST_INVALID. */
export function timeIn(text: string | undefined, parameter: string): Time | undefined {
  if (text === undefined || text === '') return undefined
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw invalidRequest(`\`${parameter}\` is no time: write it as 2026-01-31T10:02:00Z.`)
  return time
}
