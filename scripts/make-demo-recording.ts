/**
 * Watches some namespaces of a cluster and writes what is remembered, history included, as a recording with its names:
 * `node scripts/make-demo-recording.ts FILE NAMESPACE…`; SIGUSR2 writes, SIGTERM writes and ends. The story of examples/demo was watched with it.
 */
import { writeFileSync } from 'node:fs'
import { connectCluster, monitorCluster, type Snapshot, writeRecording } from '@aks-copilot/cluster'
import { Coverage } from '../packages/cluster/src/context/coverage.ts'

const [, , file = '', ...namespaces] = process.argv
const api = connectCluster({ environment: process.env })
const monitor = await monitorCluster(api, { namespaces })
const places = new Set(namespaces)

process.on('SIGUSR2', write)
process.on('SIGTERM', () => {
  write()
  void stop()
})
console.error('watching')

function write(): void {
  const snapshot = { ...monitor.store.snapshot(), cluster: 'contoso-prod' }
  const isShown = ({
    kind,
    namespace,
    name,
  }: {
    readonly kind: string
    readonly namespace?: string | undefined
    readonly name: string
  }): boolean =>
    namespace === undefined ? kind !== 'PersistentVolume' && (kind !== 'Namespace' || places.has(name)) : places.has(namespace)
  const bytes = writeRecording(
    {
      snapshot: {
        ...snapshot,
        coverage: everywhere(snapshot.coverage),
        objects: snapshot.objects.filter(isShown),
        changes: snapshot.changes.filter(({ object }) => isShown(object)),
      },
      history: monitor.store.history().filter(({ object }) => isShown(object)),
    },
    { gzip: true },
  )
  writeFileSync(file, bytes)
  console.error(`${file}: ${bytes.length} bytes, ${snapshot.objects.length} objects, ${monitor.tracker.open.length} open incidents`)
}

/** The namespaces that were watched are all that the recorded cluster has. */
function everywhere(coverage: Snapshot['coverage']): Snapshot['coverage'] {
  return new Coverage(coverage.entries.map(({ kind, observation, why }) => ({ kind, observation, why })))
}

async function stop(): Promise<void> {
  await monitor.stop()
  await api.close()
}
