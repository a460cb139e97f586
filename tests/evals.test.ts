import { describe, expect, test } from 'vitest'
import { readScenarios } from '../evals/harness/read-scenarios.ts'
import { judgeRecorded } from '../evals/harness/recordings.ts'
import { score } from '../evals/harness/score.ts'

const judgements = readScenarios().flatMap(judgeRecorded)

describe('recorded scenarios', () => {
  test('the score is over its bar', () => {
    const { passed, line } = score(judgements)
    expect(passed, line).toBe(true)
  })

  test.each(judgements.filter(({ scenario }) => scenario.healthy))('$scenario.name ($way): nothing is said', ({ misses }) => {
    expect(misses).toEqual([])
  })
})
