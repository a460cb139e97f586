import type { RepairJudge } from '@aks-copilot/remediation'
import { expect, it } from 'vitest'
import { RecordedReplies } from '../evals/judge-fixes/replies.ts'
import { judgeCase } from '../evals/repair-model/judge-case.ts'
import { readCases } from '../evals/repair-model/read-cases.ts'

const SAYS_YES: RepairJudge = { name: 'always', propose: () => Promise.resolve({ ok: true, value: { operations: ['1'] } }) }

it('a model that says yes to the first change mends what has one right change', { timeout: 120_000 }, async () => {
  const [one] = readCases(['mode-unknown'])
  expect(one === undefined ? undefined : await judgeCase(one, SAYS_YES)).toMatchObject({
    verdict: 'right',
    told: 'Deployment web: variable MODE of container web',
  })
})

it(
  'no model is asked where the evidence speaks of nothing that could be done, or to weaken what protects',
  { timeout: 120_000 },
  async () => {
    for (const one of readCases(['none-disk-full', 'none-read-only', 'none-secret-renamed']))
      expect((await judgeCase(one, SAYS_YES)).verdict, one.name).toBe('not asked')
  },
)

it('without a model, people are told first what is right', { timeout: 300_000 }, async () => {
  const judged = []
  for (const one of readCases([])) judged.push(await judgeCase(one, undefined))
  const mendable = judged.filter(({ isMendable }) => isMendable)
  expect(judged.every(({ verdict }) => verdict === 'not asked')).toBe(true)
  expect(mendable.filter(({ leads }) => leads === 'first').length / mendable.length).toBeGreaterThan(0.75)
  expect(mendable.filter(({ leads }) => leads === 'none right')).toEqual([])
  // A setting that the release changed in the very line that says what is wrong.
  expect(judged.filter(({ isMendable, leads }) => !isMendable && leads !== 'none').map(({ name }) => name)).toEqual([
    'none-debug-connection',
    'none-debug-license',
    'none-debug-panic',
    'none-mode-said',
    'none-port-said',
    'none-workers-said',
  ])
})

it('no model chooses anything wrong of all that there is', { timeout: 300_000 }, async () => {
  const replies = new RecordedReplies('qwen2.5-0.5b', new URL('../evals/repair-model/recorded/', import.meta.url))
  for (const one of readCases([])) expect((await judgeCase(one, replies.replaying('qwen2.5-0.5b'))).verdict, one.name).not.toBe('wrong')
  expect(replies.missing).toBe(0)
})
