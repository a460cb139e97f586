import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type ClusterView, openRecording, type Snapshot, viewRecording } from '@aks-copilot/cluster'
import { readScenarios } from '../../harness/read-scenarios.ts'
import { readExample } from '../../../packages/cluster/src/detect/test-support/read-example.ts'

const EVALS = join(import.meta.dirname, '..', '..')
const views = new Map<string, ClusterView>()

/** The cluster that a question is about; opened once. */
export function openView(cluster: string): ClusterView {
  const known = views.get(cluster)
  if (known !== undefined) return known
  const view = /\.json(\.gz)?$/.test(cluster) ? recorded(cluster) : written(cluster)
  views.set(cluster, view)
  return view
}

function recorded(cluster: string): ClusterView {
  const recording = openRecording(readFileSync(join(EVALS, cluster)))
  return viewRecording({ ...recording, snapshot: later(recording.snapshot, stoodFor(cluster)) })
}

/** Seconds that the state is taken to have stood: what becomes a fault by lasting is asked about no sooner. */
function stoodFor(cluster: string): number {
  const name = basename(cluster).replace(/\..*$/, '')
  return existsSync(join(EVALS, 'scenarios', name)) ? (readScenarios([name])[0]?.stands ?? 0) : 0
}

function later(snapshot: Snapshot, seconds: number): Snapshot {
  const after = seconds * 1000
  const { now, window } = snapshot
  return { ...snapshot, now: now + after, window: { from: window.from + after, to: window.to + after } }
}

function written(cluster: string): ClusterView {
  const file = cluster.endsWith('.yaml') ? cluster : join(cluster, 'state.yaml')
  const { snapshot } = readExample(readFileSync(join(EVALS, file), 'utf8')).state
  return viewRecording({ snapshot, history: [] })
}
