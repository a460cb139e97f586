import type { Time } from '../context/records.ts'
import { median, spreadOf, sum } from '../detect/robust-numbers.ts'

const MINUTE = 60_000

/** How often something came in each minute in which it came. */
export type Minutes = readonly (readonly [minute: Time, count: number])[]

/** Something comes clearly more often since a time. */
export interface RateRise {
  readonly since: Time
  /** How often since then. */
  readonly recent: number
  /** How often before, within `span`. */
  readonly before: number
  /** How long is known of the time before, in ms. */
  readonly span: number
}

/** Less of the past than this is no measure. */
const LEAST_PAST = 30
/** A rise must last, and be of today: it began between so many minutes ago. */
const LEAST_RECENT = 5
const MOST_RECENT = 45
/** So often, in so many minutes, so many times as often as before. */
const LEAST_COUNT = 10
const LEAST_MINUTES = 5
const LEAST_FACTOR = 5
/** It goes on: the last one came so many minutes ago at most. */
const STILL = 3
/** How much likelier two rates are than one (the logarithm), for counts that vary as they did before. */
const LEAST_EVIDENCE = 12
const BIN = 5
/** So many spreads above what was usual; so many times the worst that was there before. */
const SPREADS = 6
const OVER_WORST = 1.5

/** Whether counts rose, and since when (the likeliest change point); undefined where they are as they were, or too little is known. */
export function rateRise(minutes: Minutes, known: Time, now: Time): RateRise | undefined {
  const counts = perMinute(minutes, known, now)
  const last = counts.findLastIndex((count) => count > 0)
  if (last < counts.length - STILL - 1) return undefined
  const split = likeliestSplit(counts)
  if (split === undefined) return undefined
  const [past, recent] = [counts.slice(0, split), counts.slice(split)]
  const isOften = sum(recent) >= LEAST_COUNT && recent.filter((count) => count > 0).length >= LEAST_MINUTES
  if (!isOften || rate(recent) < LEAST_FACTOR * rate(past) || !isUnusual(past, recent)) return undefined
  const since =
    firstMinute(known) +
    (split +
      Math.max(
        0,
        recent.findIndex((count) => count > 0),
      )) *
      MINUTE
  return { since, recent: sum(recent), before: sum(past), span: split * MINUTE }
}

function firstMinute(known: Time): Time {
  return Math.ceil(known / MINUTE) * MINUTE
}

function perMinute(minutes: Minutes, known: Time, now: Time): number[] {
  const start = firstMinute(known)
  const counts = Array.from({ length: Math.max(0, Math.floor((now - start) / MINUTE) + 1) }, () => 0)
  for (const [minute, count] of minutes) {
    const index = Math.floor((minute - start) / MINUTE)
    if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + count
  }
  return counts
}

function likeliestSplit(counts: readonly number[]): number | undefined {
  let [best, evidence, earlier] = [-1, 0, 0]
  const all = sum(counts)
  for (const [split, count] of counts.entries()) {
    const recent = counts.length - split
    if (split >= LEAST_PAST && recent >= LEAST_RECENT && recent <= MOST_RECENT) {
      const gain = logLikelihood(earlier, split) + logLikelihood(all - earlier, recent) - logLikelihood(all, counts.length)
      if (gain > evidence && (all - earlier) / recent > earlier / split) [best, evidence] = [split, gain]
    }
    earlier += count
  }
  return best >= 0 && evidence / unevenness(counts.slice(0, best)) >= LEAST_EVIDENCE ? best : undefined
}

/** Of so many in so many minutes, for the rate that fits best (Poisson), without what is the same in all splits. */
function logLikelihood(count: number, length: number): number {
  return count === 0 ? 0 : count * Math.log(count / length)
}

/** How much more counts vary than those of a steady rate: 1 for a steady one. */
function unevenness(counts: readonly number[]): number {
  const bins = binned(counts)
  const middle = sum(bins) / Math.max(1, bins.length)
  const variance = sum(bins.map((bin) => (bin - middle) ** 2)) / Math.max(1, bins.length - 1)
  return middle === 0 ? 1 : Math.max(1, variance / middle)
}

function isUnusual(past: readonly number[], recent: readonly number[]): boolean {
  const [before, after] = [binned(past), binned(recent)]
  const usual = median(before)
  const typical = median(after)
  return typical > usual + SPREADS * Math.max(spreadOf(before), Math.sqrt(usual), 0.3) && typical > OVER_WORST * Math.max(0, ...before)
}

/** Sums of five minutes each; what is left over at the beginning is left out. */
function binned(counts: readonly number[]): number[] {
  const bins: number[] = []
  for (let end = counts.length; end >= BIN; end -= BIN) bins.push(sum(counts.slice(end - BIN, end)))
  return bins
}

function rate(counts: readonly number[]): number {
  return sum(counts) / Math.max(1, counts.length)
}
