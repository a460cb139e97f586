import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecording, type Snapshot, writeRecording } from '@aks-copilot/cluster'
import { readExample } from '../../packages/cluster/src/detect/test-support/read-example.ts'
import { type Judgement, judge, notReached, type Way } from './judge.ts'
import { isWatched, type Scenario } from './read-scenarios.ts'

const RECORDINGS = join(import.meta.dirname, '..', 'recordings')
/** What stands in a recording for the prefix of the run. */
const PREFIX = 'ev-'
/** The namespace in states that are written down. */
const WRITTEN = 'shop'

/** Judges the recorded states of a scenario, or the one that is written down for it. */
export function judgeRecorded(scenario: Scenario): Judgement[] {
  if (scenario.written) {
    const { state } = readExample(readFileSync(join(scenario.folder, 'state.yaml'), 'utf8'))
    return [judge(scenario, 'read', state.snapshot, WRITTEN)]
  }
  const ways: readonly Way[] = isWatched(scenario) ? ['read', 'watched'] : ['read']
  return ways.map((way) => {
    const file = fileOf(scenario, way)
    if (!existsSync(file)) return notReached(scenario, way, 'not recorded: npm run evals -- --record')
    return judge(scenario, way, readRecording(readFileSync(file)), `${PREFIX}${scenario.name}`)
  })
}

/** Keeps a state that a scenario came to, with names that are the same in every run. */
export function writeState(scenario: Scenario, way: Way, snapshot: Snapshot, prefix: string): void {
  mkdirSync(RECORDINGS, { recursive: true })
  const text = new TextDecoder().decode(writeRecording(snapshot))
  writeFileSync(fileOf(scenario, way), text.replaceAll(prefix, PREFIX))
}

function fileOf({ name }: Scenario, way: Way): string {
  return join(RECORDINGS, way === 'read' ? `${name}.json` : `${name}.watched.json`)
}
