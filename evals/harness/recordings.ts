import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecording, type Snapshot, writeRecording } from '@aks-copilot/cluster'
import { readExample } from '../../packages/cluster/src/detect/test-support/read-example.ts'
import { type Judgement, judge, notReached } from './judge.ts'
import type { Scenario } from './read-scenarios.ts'

const RECORDINGS = join(import.meta.dirname, '..', 'recordings')
/** What stands in a recording for the prefix of the run. */
const PREFIX = 'ev-'
/** The namespace in states that are written down. */
const WRITTEN = 'shop'

/** Judges the recorded state of a scenario, or the one that is written down for it. */
export function judgeRecorded(scenario: Scenario): Judgement {
  if (scenario.written)
    return judge(scenario, readExample(readFileSync(join(scenario.folder, 'state.yaml'), 'utf8')).state.snapshot, WRITTEN)
  const file = fileOf(scenario)
  if (!existsSync(file)) return notReached(scenario, 'not recorded: npm run evals -- --record')
  return judge(scenario, readRecording(readFileSync(file)), `${PREFIX}${scenario.name}`)
}

/** Keeps the state that a scenario came to, with names that are the same in every run. */
export function writeState(scenario: Scenario, snapshot: Snapshot, prefix: string): void {
  mkdirSync(RECORDINGS, { recursive: true })
  const text = new TextDecoder().decode(writeRecording(snapshot))
  writeFileSync(fileOf(scenario), text.replaceAll(prefix, PREFIX))
}

function fileOf({ name }: Scenario): string {
  return join(RECORDINGS, `${name}.json`)
}
