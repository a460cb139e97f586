import { describe, expect, it } from 'vitest'
import { parseSchedule } from './cron-schedule.ts'

const NOON = Date.parse('2026-11-22T12:00:00Z')

function next(schedule: string, zone?: string): string | undefined {
  const at = parseSchedule(schedule, zone)?.next(NOON)
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16)
}

describe('parseSchedule', () => {
  it.each([
    ['*/5 * * * *', undefined, '2026-11-22T12:05'],
    ['7/20 * * * *', undefined, '2026-11-22T12:07'],
    ['0 9 ? * MON-FRI', undefined, '2026-11-23T09:00'],
    ['0 0 1 jan,Jul *', undefined, '2027-01-01T00:00'],
    ['@hourly', undefined, '2026-11-22T13:00'],
    ['@weekly', undefined, '2026-11-29T00:00'],
    ['@every 1h30m', undefined, '2026-11-22T13:30'],
    ['0 9 * * *', 'Europe/Berlin', '2026-11-23T08:00'],
    ['TZ=Asia/Tokyo 0 9 * * *', undefined, '2026-11-23T00:00'],
    // With both days given either one will do, as in every cron.
    ['0 0 13 * FRI', undefined, '2026-11-27T00:00'],
    ['0 0 29 2 *', undefined, '2028-02-29T00:00'],
  ])('%s in %s is due at %s', (schedule, zone, expected) => expect(next(schedule, zone)).toBe(expected))

  it('knows a day that never comes', () => {
    expect(parseSchedule('0 0 30 2 *', undefined)).toBeDefined()
    expect(next('0 0 30 2 *')).toBeUndefined()
  })

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 0 * * 7',
    '5-1 * * * *',
    '*/0 * * * *',
    '0 0 L * *',
    '@fortnightly',
    '@every soon',
    'a * * * *',
    '1-2-3 * * * *',
  ])('refuses %s', (schedule) => expect(parseSchedule(schedule, undefined)).toBeUndefined())

  it('refuses an unknown zone', () => expect(parseSchedule('* * * * *', 'Mars/Base')).toBeUndefined())
})
