import { describe, expect, it } from 'vitest'
import { ServerClock } from './server-clock.ts'

const HERE = Date.parse('2026-11-22T10:00:00Z')

describe('ServerClock', () => {
  it('is that of this machine where both agree within seconds', () => {
    const clock = new ServerClock(() => HERE)
    clock.observe('Sun, 22 Nov 2026 09:59:59 GMT', HERE - 100)
    expect(clock.now()).toBe(HERE)
  })

  it('is that of the server where this machine is hours behind or ahead', () => {
    for (const [header, hours] of [
      ['Sun, 22 Nov 2026 13:00:00 GMT', 3],
      ['Sun, 22 Nov 2026 07:00:00 GMT', -3],
    ] as const) {
      const clock = new ServerClock(() => HERE)
      clock.observe(header, HERE - 100)
      expect(Math.abs(clock.now() - HERE - hours * 3_600_000)).toBeLessThan(1000)
    }
  })

  it('believes the quickest answer, and no header that is none', () => {
    const clock = new ServerClock(() => HERE)
    clock.observe('Sun, 22 Nov 2026 13:00:00 GMT', HERE - 100)
    clock.observe('Sun, 22 Nov 2026 15:00:00 GMT', HERE - 5000)
    clock.observe('yesterday', HERE)
    clock.observe(undefined, HERE)
    expect(clock.now() - HERE).toBeGreaterThan(2.9 * 3_600_000)
    expect(clock.now() - HERE).toBeLessThan(3.1 * 3_600_000)
  })
})
