import { setTimeout as wait } from 'node:timers/promises'

/** How long a watch waits for what, in milliseconds. Tests shorten them. */
export interface WatchTiming {
  /** A watch asks the server to end it after this long, up to twice. */
  readonly watchFor: number
  /** Without a byte for this long, the peer is taken for dead. API servers send a bookmark each minute. */
  readonly silence: number
  /** After this long without a word, with tries that failed, a kind is told to be not observed. */
  readonly blindness: number
  /** First pause after a break; doubled with each one that follows at once. */
  readonly firstPause: number
  readonly longestPause: number
  /** Between two lists of what may be listed and not watched. */
  readonly poll: number
  /** Between two looks at what is served; a kind or a right that appears later is found by them. */
  readonly discovery: number
  /** Between two looks at what is permitted. */
  readonly survey: number
}

export const TIMING: WatchTiming = {
  watchFor: 300_000,
  silence: 100_000,
  blindness: 60_000,
  firstPause: 500,
  longestPause: 15_000,
  poll: 60_000,
  discovery: 120_000,
  survey: 600_000,
}

/** A server that asks for more is asked again all the same; a timer of Node.js that is set to more than 24 days does not wait at all. */
const MOST_ASKED = 300_000

/** A pause that grows with the breaks in a row, and differs from watch to watch: dozens of them lose a server at the same time. */
export function pauseAfter(breaks: number, { firstPause, longestPause }: WatchTiming, retryAfter = 0): number {
  const full = Math.min(longestPause, firstPause * 2 ** Math.min(breaks - 1, 16))
  return Math.max(Math.min(retryAfter * 1000, MOST_ASKED), full * (0.5 + Math.random() / 2))
}

/** From nine tenths to eleven tenths of a time. */
export function about(time: number): number {
  return time * (0.9 + Math.random() / 5)
}

/** Waits; false when the signal ended it. */
export async function pause(time: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(time, undefined, { signal })
    return true
  } catch {
    return false
  }
}
