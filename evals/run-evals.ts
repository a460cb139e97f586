/** Holds what the product says of broken and of healthy clusters against what is true of them: see README.md. */
import { parseArgs } from 'node:util'
import { connectCluster } from '@aks-copilot/cluster'
import { type Judgement } from './harness/judge.ts'
import { readScenarios, type Scenario } from './harness/read-scenarios.ts'
import { judgeRecorded, writeState } from './harness/recordings.ts'
import { runLive } from './harness/run-live.ts'
import { row, score } from './harness/score.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recorded: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '20' },
  },
})

const scenarios = readScenarios(positionals)
const judgements = values.recorded ? recorded(scenarios) : await live(scenarios)
const { passed, line } = score(judgements)
const wrong = judgements.filter(({ misses }) => misses.length > 0)
if (wrong.length > 0) console.log(`\n${wrong.map((judgement) => row(judgement)).join('\n')}`)
console.log(`\n${line}`)
process.exitCode = passed ? 0 : 1

function recorded(some: readonly Scenario[]): Judgement[] {
  const all = some.flatMap(judgeRecorded)
  for (const judgement of all) console.log(row(judgement))
  return all
}

async function live(all: readonly Scenario[]): Promise<Judgement[]> {
  const api = connectCluster({ environment: process.env })
  const stop = new AbortController()
  // The first Ctrl-C cleans up, the second one leaves at once.
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const tell = (judgement: Judgement, seconds?: number): void => console.log(row(judgement, seconds))
  const written = all.filter((scenario) => scenario.written).flatMap(judgeRecorded)
  for (const judgement of written) tell(judgement)
  const options = {
    atOnce: Number(values['at-once']),
    keep: values.keep,
    tell,
    signal: stop.signal,
    record: values.record ? writeState : undefined,
  }
  const judgements = await runLive(
    api,
    all.filter((scenario) => !scenario.written),
    options,
  )
  await api.close()
  return [...written, ...judgements]
}
