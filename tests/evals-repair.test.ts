import { expect, it } from 'vitest'
import { judgeAll } from '../evals/repair/harness/judge-all.ts'
import { judgeApplication } from '../evals/repair/harness/judge-application.ts'
import type { Outcome } from '../evals/repair/harness/judge-run.ts'

/** What the evaluation of repairs takes for right, without a cluster. */
const outcome = (kind: string, ...misses: string[]): Outcome => ({
  scenario: {} as Outcome['scenario'],
  kind,
  attempts: 1,
  misses,
  told: '',
})
const well = { health: 'Healthy', sync: 'Synced', revision: 'abc' } as const
const noPause = (): Promise<void> => Promise.resolve()

it('fails where one is not right, or all took too long, unless that is allowed', () => {
  const good = [outcome('healthy'), outcome('handed-over')]
  expect(judgeAll(good, 2, 14.9, false)).toEqual({ text: '2/2, 1 repaired without a person, 14.9 minutes', exitCode: 0 })
  expect(judgeAll(good, 2, 15.2, false)).toEqual({
    text: '2/2, 1 repaired without a person, 15.2 minutes, more than 15 (--slow allows it)',
    exitCode: 1,
  })
  expect(judgeAll(good, 2, 40, true).exitCode).toBe(0)
  expect(judgeAll([outcome('healthy', 'no'), outcome('healthy')], 2, 1, true)).toEqual({
    text: '1/2, 1 repaired without a person, 1.0 minutes',
    exitCode: 1,
  })
  // What was not run, because it was stopped, is not right.
  expect(judgeAll(good, 3, 1, false).exitCode).toBe(1)
})

it('believes Argo CD of what is well, not the command', async () => {
  const judge = async (said: object, wanted: 'healthy' | 'handed-over' = 'healthy'): Promise<string[]> =>
    await judgeApplication({ expect: wanted }, () => Promise.resolve({ ...well, ...said }), 'abc', noPause)
  expect(await judge({})).toEqual([])
  expect(await judge({ health: 'Degraded' })).toEqual(['Argo CD says that it is Degraded'])
  expect(await judge({ sync: 'OutOfSync' })).toEqual(['Argo CD says that it is OutOfSync'])
  expect(await judge({ revision: '' })).toEqual(['Argo CD is at no commit, the branch ends at abc'])
  expect(await judge({ health: 'Degraded' }, 'handed-over')).toEqual([])
  const said = ['OutOfSync', 'Synced'] as const
  let asked = 0
  const soon = (): Promise<object & typeof well> => Promise.resolve({ ...well, sync: (said[asked++] ?? 'Synced') as 'Synced' })
  expect([await judgeApplication({ expect: 'healthy' }, soon, 'abc', noPause), asked]).toEqual([[], 2])
})
