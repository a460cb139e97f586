import type { DeployReport } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { deployNotice } from './deploy-notice.ts'

const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
const deployed = { object, action: 'change' as const, text: '', diff: [], takes: [] }

function reportWith(result: 'none' | 'applied' | 'not-taken-back', message = ''): DeployReport {
  const cause = { detector: 'log-error-rate', object, message }
  const incident = { fingerprint: 'f', severity: 'error' as const, title: '', state: 'open' as const, cause }
  return {
    schemaVersion: 1,
    runId: 'run',
    cluster: 'test',
    namespace: 'shop',
    startedAt: '',
    endedAt: '',
    outcome: 'failed',
    text: '',
    objects: [{ ...deployed, result, ...(result === 'not-taken-back' ? { why: 'changed meanwhile' } : {}) }],
    refusals: [],
    incidents: [{ ...incident, symptoms: [], suspectChanges: [], evidence: [], affected: [], nextSteps: [] }],
    skipped: [],
  }
}

it('tells nobody where nothing was written', () => {
  expect(deployNotice(reportWith('none'))).toBeUndefined()
})

it('tells what is broken and what is left, and quotes strangers where nothing is a link or a mention', () => {
  const notice = deployNotice(reportWith('not-taken-back', 'see `x` [here](https://evil.example) <!channel>\nnow'))
  expect(notice?.text.split('\n')).toEqual([
    '1 of 1 object was written to `shop`. Could not be taken back: Deployment web.',
    "- Deployment `web`: `see 'x' [here](https://evil.example) <!channel> now`",
    '- Deployment `web`: `changed meanwhile`',
  ])
})
