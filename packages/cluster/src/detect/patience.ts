import type { ClusterState } from '../context/cluster-state.ts'
import type { Time } from '../context/records.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND

/** Whether something has lasted for so many milliseconds; false where nobody knows since when. */
export function hasLasted(since: Time | undefined, milliseconds: number, state: ClusterState): boolean {
  return since !== undefined && state.now - since >= milliseconds
}

/** The earliest of some times, undefined where none is known. */
export function earliest(times: Iterable<Time | undefined>): Time | undefined {
  const known = [...times].filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** The latest of some times, undefined where none is known. */
export function latest(times: Iterable<Time | undefined>): Time | undefined {
  const known = [...times].filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
