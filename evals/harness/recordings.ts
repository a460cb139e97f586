import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot } from '@aks-copilot/cluster'
import { Coverage } from '../../packages/cluster/src/context/coverage.ts'
import { LiveObject } from '../../packages/cluster/src/context/live-object.ts'
import { readExample } from '../../packages/cluster/src/detect/test-support/read-example.ts'
import { type Judgement, judge, notReached } from './judge.ts'
import type { Scenario } from './read-scenarios.ts'

const RECORDINGS = join(import.meta.dirname, '..', 'recordings')
/** What stands in a recording for the prefix of the run. */
const PREFIX = 'ev-'

/** Judges the recorded state of a scenario, or the one that is written down for it. Pure but for reading the file. */
export function judgeRecorded(scenario: Scenario): Judgement {
  const namespace = scenario.written ? 'shop' : `${PREFIX}${scenario.name}`
  const snapshot = scenario.written
    ? readExample(readFileSync(join(scenario.folder, 'state.yaml'), 'utf8')).state.snapshot
    : readState(scenario)
  return snapshot === undefined ? notReached(scenario, 'not recorded yet: npm run evals -- --record') : judge(scenario, snapshot, namespace)
}

/** Keeps the state that a scenario came to, with the names that are the same in every run. */
export function writeState(scenario: Scenario, snapshot: Snapshot, prefix: string): void {
  const { objects, coverage, ...rest } = snapshot
  const lines = Object.entries({ ...rest, coverage: coverage.entries, objects: objects.map(({ value }) => value) }).map(
    ([key, value]) => `${JSON.stringify(key)}: ${oneALine(value)}`,
  )
  mkdirSync(RECORDINGS, { recursive: true })
  writeFileSync(fileOf(scenario), `{\n${lines.join(',\n')}\n}\n`.replaceAll(prefix, PREFIX))
}

function oneALine(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value)
  return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
}

function readState(scenario: Scenario): Snapshot | undefined {
  if (!existsSync(fileOf(scenario))) return undefined
  const state = JSON.parse(readFileSync(fileOf(scenario), 'utf8')) as Snapshot & {
    coverage: Coverage['entries']
    objects: Record<string, unknown>[]
  }
  return { ...state, coverage: new Coverage(state.coverage), objects: state.objects.map((value) => new LiveObject(value)) }
}

function fileOf({ name }: Scenario): string {
  return join(RECORDINGS, `${name}.json`)
}
