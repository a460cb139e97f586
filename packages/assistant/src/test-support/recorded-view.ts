import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClusterView, openRecording, viewRecording } from '@aks-copilot/cluster'

const RECORDINGS = join(import.meta.dirname, '../../../../evals/recordings')

/** The names of all recorded scenarios. */
export function recordedNames(): readonly string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted()
}

/** A recorded scenario as the assistant sees it. */
export function recordedView(name: string): ClusterView {
  return viewRecording(openRecording(readFileSync(join(RECORDINGS, `${name}.json`))))
}
