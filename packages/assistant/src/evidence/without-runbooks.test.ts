import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenKnowledge, openKnowledge } from '@aks-copilot/knowledge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../test-support/ask.ts'
import { FakeModel, saying } from '../test-support/fake-model.ts'
import { recordedView } from '../test-support/recorded-view.ts'

const RUNBOOK = `# Configuration of the marmot ledger
When the configuration of the marmot ledger is missing, Anna of the night shift knows the word of the day.

## Config map missing: a config map that does not exist
A pod can not start because a ConfigMap is missing: ask Anna of the night shift to restore the missing config map.
`

describe('an endpoint elsewhere is not told what stands in runbooks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runbooks-'))
  let knowledge: OpenKnowledge
  beforeAll(async () => {
    writeFileSync(join(folder, 'ledger.md'), RUNBOOK)
    knowledge = await openKnowledge({ articles: [], runbooks: folder })
  })
  afterAll(() => {
    knowledge.close()
    rmSync(folder, { recursive: true })
  })

  const view = recordedView('configmap-missing-env')
  const EXPLAIN = 'explain the configuration of the marmot ledger'
  const FIX = 'how do I fix it?'

  async function told(question: string, model: FakeModel) {
    const answer = await ask(question, view, { knowledge, model })
    // The person sees it, whatever the model may.
    expect(`${answer.headline} ${answer.answer}`).toMatch(/marmot|Anna/)
    return { answer, prompt: JSON.stringify(model.asked) }
  }

  it('a model on this machine is told', async () => {
    expect((await told(EXPLAIN, new FakeModel(saying('Yes.')))).prompt).toMatch(/marmot ledger/)
  })

  it('one elsewhere is not asked where the answer is out of a runbook, and the answer says why', async () => {
    const { answer, prompt } = await told(EXPLAIN, new FakeModel(saying('Yes.'), { local: false }))
    expect(prompt).toBe('[]')
    expect(answer.skipped).toContainEqual({ what: 'prose', why: expect.stringContaining('runbook of yours') as string })
  })

  it('one elsewhere is asked about the rest, under the same numbers', async () => {
    const near = await told(FIX, new FakeModel(saying('Yes.')))
    const { answer, prompt } = await told(FIX, new FakeModel(saying('Yes.'), { local: false }))
    expect(answer.citations).toEqual(near.answer.citations)
    expect(prompt).not.toMatch(/marmot|Anna/)
    expect(prompt).toContain('ConfigMap')
  })

  it('one elsewhere is told where the setting says so', async () => {
    const { prompt } = await told(EXPLAIN, new FakeModel(saying('Yes.'), { local: false, seesRunbooks: true }))
    expect(prompt).toContain('Anna')
  })
})
