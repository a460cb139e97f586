import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClusterView, openRecording, viewRecording } from '@aks-copilot/cluster'
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
  return viewRecording(openRecording(readFileSync(join(EVALS, cluster))))
}

function written(cluster: string): ClusterView {
  const file = cluster.endsWith('.yaml') ? cluster : join(cluster, 'state.yaml')
  const { snapshot } = readExample(readFileSync(join(EVALS, file), 'utf8')).state
  return viewRecording({ snapshot, history: [] })
}
