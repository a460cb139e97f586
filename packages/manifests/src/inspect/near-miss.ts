import { distance } from 'fastest-levenshtein'

/** More candidates than this are not compared: in so large a bundle something near is always found. */
const MOST = 1000

/**
 * The name that a slip of the pen would turn into this one: one letter, two in a long name. Names that differ in a number are
 * different on purpose (`web-1`, `web-2`).
 */
export function nearMiss(name: string, candidates: Iterable<string>): string | undefined {
  const most = name.length < 5 ? 0 : name.length < 10 ? 1 : 2
  const wanted = plain(name)
  let count = 0
  for (const candidate of candidates) {
    if ((count += 1) > MOST) return undefined
    if (
      candidate === name ||
      Math.abs(candidate.length - name.length) > most ||
      (candidate[0] !== name[0] && candidate.at(-1) !== name.at(-1))
    )
      continue
    if (distance(wanted, plain(candidate)) <= most && digits(candidate) === digits(name)) return candidate
  }
  return undefined
}

function digits(name: string): string {
  return name.replaceAll(/\D+/g, ' ').trim()
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}
