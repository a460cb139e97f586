import type { Time } from '@aks-copilot/cluster'

/** A span of time that a question names. */
export interface Span {
  readonly from: Time | undefined
  readonly to: Time | undefined
  /** The words that said so. */
  readonly said: string
  /** Compared with this moment: `than an hour ago`. */
  readonly moment: Time | undefined
}

/** A span that hangs on what happened: `before the deploy`, `since it broke`. */
export interface RelativeSpan {
  readonly side: 'before' | 'since'
  readonly what: 'rollout' | 'incident' | 'that'
  readonly said: string
}

const MINUTE = 60_000
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  sekunden: 1000,
  secondes: 1000,
  segundos: 1000,
  m: MINUTE,
  min: MINUTE,
  mins: MINUTE,
  minute: MINUTE,
  minutes: MINUTE,
  minuten: MINUTE,
  minuto: MINUTE,
  minutos: MINUTE,
  分钟: MINUTE,
  h: 60 * MINUTE,
  hr: 60 * MINUTE,
  hrs: 60 * MINUTE,
  hour: 60 * MINUTE,
  hours: 60 * MINUTE,
  stunde: 60 * MINUTE,
  stunden: 60 * MINUTE,
  heure: 60 * MINUTE,
  heures: 60 * MINUTE,
  hora: 60 * MINUTE,
  horas: 60 * MINUTE,
  小时: 60 * MINUTE,
  d: 1440 * MINUTE,
  day: 1440 * MINUTE,
  days: 1440 * MINUTE,
  tag: 1440 * MINUTE,
  tage: 1440 * MINUTE,
  tagen: 1440 * MINUTE,
  jours: 1440 * MINUTE,
  dias: 1440 * MINUTE,
  天: 1440 * MINUTE,
  week: 10_080 * MINUTE,
  weeks: 10_080 * MINUTE,
}
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  'half an': 0.5,
  einer: 1,
  eine: 1,
  une: 1,
  una: 1,
  uma: 1,
}
const COUNT = String.raw`(\d{1,4}(?:\.\d)?|half an|an?|one|two|three|four|five|six|ten|fifteen|twenty|thirty|sixty|einer|eine|une|una|uma)`
const UNIT = `(${Object.keys(UNITS)
  .toSorted((left, right) => right.length - left.length)
  .join('|')})`
const CLOCK = String.raw`(\d{1,2}:\d{2}(?::\d{2})?)(?:\s?(am|pm))?(?:\s?(?:utc|z|uhr))?`
const DATE = String.raw`(\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)`

const LAST = new RegExp(
  String.raw`\b(?:last|past|previous|within|letzten?|dernieres?|derniers|ultim[oa]s?)\s+(?:the )?(?:${COUNT}\s*)?${UNIT}\b`,
  'u',
)
const LAST_HAN = /(?:最近|过去)\s*(\d{1,4})?\s*(?:个)?(分钟|小时|天)/u
const AGO = new RegExp(String.raw`\b(since |after |before |from )?(?:vor |il y a |hace |ha )?${COUNT}\s*${UNIT}(?: ago|\b)`, 'u')
const BETWEEN = new RegExp(String.raw`\b(?:between|from|zwischen|entre)\s+${CLOCK}\s+(?:and|to|until|und|et|y|e)\s+${CLOCK}`, 'u')
const POINT = new RegExp(
  String.raw`\b(since|after|from|before|until|till|at|around|as of|seit|ab|nach|vor|um|depuis|apres|avant|desde|despues de|antes de)\s+(?:las |la |les |a las |as )?(?:${DATE}|${CLOCK})`,
  'u',
)

const BACKWARD = new Set(['before', 'until', 'till', 'vor', 'avant', 'antes de'])
const FORWARD = new Set(['since', 'after', 'from', 'seit', 'ab', 'nach', 'depuis', 'apres', 'desde', 'despues de'])

/** The time that a question asks about, undefined where it names none. `plain` is plainText of the question. */
export function readSpan(spoken: string, now: Time): Span | undefined {
  const plain = withDigits(spoken, now)
  const span = spanOf(plain, now)
  // What the question said stands in other words there.
  return span === undefined || plain === spoken ? span : { ...span, said: spoken.includes(span.said) ? span.said : saidOf(spoken) }
}

function spanOf(plain: string, now: Time): Span | undefined {
  return between(plain, now) ?? point(plain, now) ?? last(plain, now) ?? day(plain, now) ?? ago(plain, now)
}

function between(plain: string, now: Time): Span | undefined {
  const match = BETWEEN.exec(plain)
  if (match === null) return undefined
  const [said, first = '', firstHalf, second = '', secondHalf] = match
  return { from: clockTime(first, firstHalf ?? secondHalf, now), to: clockTime(second, secondHalf, now), said, moment: undefined }
}

function point(plain: string, now: Time): Span | undefined {
  const match = POINT.exec(plain)
  if (match === null) return undefined
  const [said, side = '', date, clock = '', half] = match
  const time =
    date === undefined ? clockTime(clock, half, now) : Date.parse(date.endsWith('z') ? date.toUpperCase() : `${date.toUpperCase()}Z`)
  if (time === undefined || Number.isNaN(time)) return undefined
  if (BACKWARD.has(side)) return { from: undefined, to: time, said, moment: time }
  if (FORWARD.has(side)) return { from: time, to: undefined, said, moment: time }
  return { from: time - 5 * MINUTE, to: time + 5 * MINUTE, said, moment: time }
}

function last(plain: string, now: Time): Span | undefined {
  const match = LAST.exec(plain) ?? LAST_HAN.exec(plain)
  if (match === null) return undefined
  const [said, count, unit = ''] = match
  const length = lengthOf(count ?? '1', unit)
  return length === undefined ? undefined : { from: now - length, to: undefined, said, moment: undefined }
}

function ago(plain: string, now: Time): Span | undefined {
  const match = AGO.exec(plain)
  if (match === null || !/ago$|^(?:vor|il y a|hace) /.test(match[0].replace(/^(?:since|after|before|from) /, ''))) return undefined
  const [said, side = '', count = '', unit = ''] = match
  const length = lengthOf(count, unit)
  if (length === undefined) return undefined
  const time = now - length
  return side.startsWith('before') ? { from: undefined, to: time, said, moment: time } : { from: time, to: undefined, said, moment: time }
}

/** Whole days, in UTC as everything else. */
function day(plain: string, now: Time): Span | undefined {
  const midnight = now - (now % (1440 * MINUTE))
  const yesterday = /\b(?:yesterday|gestern|hier|ayer|ontem)\b|昨天|\blast night\b/u.exec(plain)
  if (yesterday !== null) return { from: midnight - 1440 * MINUTE, to: midnight, said: yesterday[0], moment: undefined }
  const week = /\b(?:last week|letzte woche|semaine derniere|semana pasada|semana passada)\b|上周/u.exec(plain)
  if (week !== null) return { from: midnight - 14 * 1440 * MINUTE, to: midnight - 1440 * MINUTE, said: week[0], moment: undefined }
  const today = /\b(?:today|heute|aujourd'hui|hoy|hoje)\b|今天|\bthis morning\b/u.exec(plain)
  return today === null ? undefined : { from: midnight, to: undefined, said: today[0], moment: undefined }
}

function lengthOf(count: string, unit: string): number | undefined {
  const number = NUMBERS[count] ?? Number(count)
  const scale = UNITS[unit]
  return scale === undefined || !(number > 0) ? undefined : number * scale
}

/** The last time before now that a clock showed this, in UTC. */
function clockTime(clock: string, half: string | undefined, now: Time): Time | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  const hour = half === 'pm' && hours < 12 ? hours + 12 : half === 'am' && hours === 12 ? 0 : hours
  if (hour > 23 || minutes > 59 || seconds > 59) return undefined
  const time = now - (now % (1440 * MINUTE)) + ((hour * 60 + minutes) * 60 + seconds) * 1000
  return time > now ? time - 1440 * MINUTE : time
}

const RELATIVE =
  /\b(before|since|after|seit|vor|avant|depuis|antes del?|desde)\s+(?:(?:the|its|that|this|my|our|der|dem|das|le|la|el|o)\s+)?(?:(?:last|latest|new|current|letzten?)\s+)?(deploy(?:ment|s)?|rollout|release|update|upgrade|change|incident|outage|problem|failure|crash|it broke|it failed|it started failing|that|this|das|cela|eso|isso)\b/u

/** `before the deploy`, `since it broke`, `before that`. */
export function readRelative(plain: string): RelativeSpan | undefined {
  const match = RELATIVE.exec(plain)
  if (match === null) return undefined
  const [said, side = '', what = ''] = match
  return { side: BACKWARD.has(side) || side.startsWith('antes') ? 'before' : 'since', what: meaning(what), said }
}

function meaning(what: string): RelativeSpan['what'] {
  if (/^(?:deploy|rollout|release|update|upgrade|change)/.test(what)) return 'rollout'
  return /^(?:that|this|das|cela|eso|isso)$/.test(what) ? 'that' : 'incident'
}

const HOURS = ['twelve', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'] as const
const HOUR = `(${HOURS.join('|')}|1[0-2]|[1-9])`
const PARTS_OF_HOUR: Readonly<Record<string, number>> = {
  five: 5,
  ten: 10,
  quarter: 15,
  'a quarter': 15,
  twenty: 20,
  'twenty five': 25,
  half: 30,
}
const SIDES = String.raw`(since|after|from|before|until|till|at|around|about|by|as of)`
const PAST_OR_TO = new RegExp(String.raw`\b${SIDES} (twenty five|five|ten|a quarter|quarter|twenty|half) (past|to) ${HOUR}\b`, 'u')
const HOUR_MINUTES = new RegExp(String.raw`\b${SIDES} ${HOUR} (thirty|fifteen|forty five|twenty|ten|forty|fifty|o'?clock)\b`, 'u')
const HOUR_ALONE = new RegExp(String.raw`\b${SIDES} ${HOUR}(?: ?(am|pm))?(?=\s*(?:[?!,]|\.(?!\d)|$))`, 'u')
const SPOKEN_MINUTES: Readonly<Record<string, number>> = {
  thirty: 30,
  fifteen: 15,
  'forty five': 45,
  twenty: 20,
  ten: 10,
  forty: 40,
  fifty: 50,
}

/** `since ten`, `at half past nine`, `after ten to nine`, in digits: of morning and evening, the one that was last. */
function withDigits(plain: string, now: Time): string {
  const parted = PAST_OR_TO.exec(plain)
  if (parted !== null) {
    const [said, side = '', part = '', way, hour = ''] = parted
    const minutes = (PARTS_OF_HOUR[part] ?? 0) * (way === 'to' ? -1 : 1)
    return plain.replace(said, `${sideOf(side)} ${lastClock(hourOf(hour) * 60 + minutes, undefined, now)}`)
  }
  const spoken = HOUR_MINUTES.exec(plain)
  if (spoken !== null) {
    const [said, side = '', hour = '', minutes = ''] = spoken
    return plain.replace(said, `${sideOf(side)} ${lastClock(hourOf(hour) * 60 + (SPOKEN_MINUTES[minutes] ?? 0), undefined, now)}`)
  }
  const alone = HOUR_ALONE.exec(plain)
  if (alone === null) return plain
  const [said, side = '', hour = '', half] = alone
  return plain.replace(said, `${sideOf(side)} ${lastClock(hourOf(hour) * 60, half, now)}`)
}

function saidOf(spoken: string): string {
  return (PAST_OR_TO.exec(spoken) ?? HOUR_MINUTES.exec(spoken) ?? HOUR_ALONE.exec(spoken))?.[0] ?? ''
}

function sideOf(side: string): string {
  return side === 'about' || side === 'by' ? 'around' : side
}

function hourOf(word: string): number {
  const place = HOURS.findIndex((hour) => hour === word)
  return place >= 0 ? place : Number(word) % 12
}

/** Minutes of half a day as the clock that showed them last: `20:50`. */
function lastClock(minutes: number, half: string | undefined, now: Time): string {
  const day = 1440
  const place = ((minutes % 720) + 720) % 720
  const today = Math.floor((now % (day * MINUTE)) / MINUTE)
  const both = half === undefined ? [place, place + 720] : [half === 'pm' ? place + 720 : place]
  const newest = both.toSorted((left, right) => agoOf(left, today) - agoOf(right, today))[0] ?? place
  return `${String(Math.floor(newest / 60)).padStart(2, '0')}:${String(newest % 60).padStart(2, '0')}`
}

function agoOf(minutes: number, today: number): number {
  return (today - minutes + 1440) % 1440
}
