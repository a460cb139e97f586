import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { outlookSchema } from '@aks-copilot/contracts'
import { resolves } from '../detect/evidence.ts'
import { readExample } from '../detect/test-support/read-example.ts'
import { openRecording } from '../record/read-recording.ts'
import { viewRecording } from '../view-recording.ts'
import { findOutlook, foresee } from './find-outlook.ts'

const detectors = join(import.meta.dirname, '../detect/detectors')
const evals = join(import.meta.dirname, '../../../../evals')

function example(path: string) {
  return readExample(readFileSync(join(detectors, path), 'utf8')).state
}

function isHealthy(scenario: string): boolean {
  const file = join(evals, 'scenarios', scenario, 'scenario.yaml')
  return existsSync(file) && (load(readFileSync(file, 'utf8')) as { healthy?: boolean }).healthy === true
}

const recordings = readdirSync(join(evals, 'recordings')).filter((file) => file.endsWith('.json'))
const healthy = recordings.filter((file) => isHealthy(file.replace(/(\.watched)?\.json$/, '')))

describe('healthy clusters', () => {
  it.each(healthy)('%s: silent', (file) => {
    const view = viewRecording(openRecording(readFileSync(join(evals, 'recordings', file))))
    expect(view.outlook().map(({ message }) => message)).toEqual([])
  })

  const examples = readdirSync(detectors).flatMap((detector) =>
    readdirSync(join(detectors, detector, 'examples'))
      .filter((file) => file.endsWith('healthy.yaml'))
      .map((file) => `${detector}/examples/${file}`),
  )
  it('says nothing of any healthy example of a detector', () => {
    expect(examples.length).toBeGreaterThan(100)
    const said = examples.flatMap((file) => findOutlook(example(file)).map(({ message }) => `${file}: ${message}`))
    expect(said).toEqual([])
  })
})

describe('broken clusters', () => {
  it.each([
    ['memory-near-limit/examples/broken.yaml', 'memory'],
    ['pvc-filling/examples/broken.yaml', 'disk'],
    ['log-error-rate/examples/broken.yaml', 'error-logs'],
    ['log-error-rate/examples/new.broken.yaml', 'error-logs'],
  ])('%s: %s', (file, what) => {
    const state = example(file)
    const found = foresee(state).find((one) => one.what === what)
    expect(found?.message).toMatchSnapshot()
    for (const record of found?.evidence ?? []) expect(resolves(record, state), record.text).toBe(true)
    for (const outlook of findOutlook(state)) expect(outlookSchema.safeParse(outlook).error).toBeUndefined()
  })

  it('every piece of evidence in every recording resolves', () => {
    for (const file of recordings) {
      const { snapshot } = openRecording(readFileSync(join(evals, 'recordings', file)))
      const view = viewRecording({ snapshot, history: [] })
      const state = view.state()
      for (const { evidence, message } of foresee(state)) {
        expect(evidence.length, message).toBeGreaterThan(0)
        for (const record of evidence) expect(resolves(record, state), record.text).toBe(true)
      }
    }
  })
})
