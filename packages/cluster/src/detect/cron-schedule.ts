import { Cron } from 'croner'
import type { Time } from '../context/records.ts'
import { HOUR, MINUTE, SECOND } from './durations.ts'

/** When a CronJob is due. */
export interface CronSchedule {
  /** The first time after another one; undefined where it never is again. */
  next(after: Time): Time | undefined
}

interface Place {
  readonly least: number
  readonly most: number
  readonly names: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const PLACES: readonly Place[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
]
const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const ZONE = /^(?:CRON_)?TZ=(\S+)\s+/

/**
 * Reads a schedule as the CronJob controller does: five places with lists, ranges, steps and names; `?` for `*`; @hourly and the like;
 * @every; a leading TZ=. Without a zone it is UTC. Undefined where the controller would not take it.
 */
export function parseSchedule(text: string, timeZone: string | undefined): CronSchedule | undefined {
  const inline = ZONE.exec(text)
  const pattern = inline === null ? text.trim() : text.slice(inline[0].length).trim()
  if (pattern.startsWith('@every ')) return every(pattern.slice('@every '.length).trim())
  const normal = normalise(NICKNAMES[pattern] ?? pattern)
  const zone = timeZone ?? inline?.[1] ?? 'UTC'
  if (normal === undefined || !isZone(zone)) return undefined
  const cron = new Cron(normal, { mode: '5-part', timezone: zone, paused: true })
  return { next: (after) => cron.nextRun(new Date(after))?.getTime() }
}

/** Writes out what cron dialects read differently (names, `7/15`, `?`) as plain lists; undefined for what is no schedule. */
function normalise(pattern: string): string | undefined {
  const fields = pattern.split(/\s+/)
  const lists = PLACES.map((place, index) => listOf(fields[index] ?? '', place))
  return fields.length === PLACES.length && lists.every((list) => list !== undefined) ? lists.join(' ') : undefined
}

function listOf(field: string, place: Place): string | undefined {
  const parts = field.split(',').filter((part) => part !== '')
  if (parts.length === 0) return undefined
  if (parts.some((part) => /^[*?](?:\/1)?$/.test(part))) return parts.every((part) => rangeOf(part, place) !== undefined) ? '*' : undefined
  const ranges = parts.map((part) => rangeOf(part, place))
  return ranges.every((range) => range !== undefined)
    ? [...new Set(ranges.flat())].toSorted((left, right) => left - right).join(',')
    : undefined
}

/** The numbers of `5`, `1-5`, `*`, each with `/step`; a step after a single number reaches to the end. */
function rangeOf(part: string, place: Place): number[] | undefined {
  const [span = '', stepText, ...tooMany] = part.split('/')
  const [low = '', high, ...more] = span.split('-')
  const isStar = low === '*' || low === '?'
  const start = isStar ? place.least : numberOf(low, place)
  const last = isStar || (high === undefined && stepText !== undefined) ? place.most : high === undefined ? start : numberOf(high, place)
  const step = stepText === undefined ? 1 : whole(stepText)
  if (tooMany.length > 0 || (more.length > 0 && !isStar) || start === undefined || last === undefined || step === undefined || step === 0)
    return undefined
  if (start < place.least || last > place.most || start > last) return undefined
  return Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => start + index * step)
}

function numberOf(text: string, { names, least }: Place): number | undefined {
  const named = names.indexOf(text.toLowerCase())
  return named < 0 ? whole(text) : named + least
}

function whole(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const UNITS: Readonly<Record<string, number>> = { h: HOUR, m: MINUTE, s: SECOND, ms: 1 }

/** `1h30m` after the last time, at least a second. */
function every(duration: string): CronSchedule | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(duration)) return undefined
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)]
  const length = parts.reduce((sum, [, count = '', unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0)
  const step = Math.max(SECOND, Math.floor(length / SECOND) * SECOND)
  return { next: (after) => Math.floor(after / SECOND) * SECOND + step }
}
