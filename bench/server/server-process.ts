/** A server over two hours of 1,000 pods with a slow model, in a process of its own; tells its parent the address, and its memory when asked. */
import { readFileSync } from 'node:fs'
import { openRecording, viewRecording } from '../../packages/cluster/src/index.ts'
import { openKnowledge } from '../../packages/knowledge/src/index.ts'
import { startServer, WorkerManifests } from '../../apps/server/src/index.ts'
import { keepHeapSmall } from '../../apps/cli/src/diagnosis/small-heap.ts'
import { SlowModel } from './slow-model.ts'

keepHeapSmall()
const [file = '', worker = ''] = process.argv.slice(2)
const view = viewRecording(openRecording(readFileSync(file)))
const model = new SlowModel()
const status = async () => await model.status()
const server = await startServer({
  version: 'bench',
  clusters: [{ view }],
  knowledge: await openKnowledge(),
  models: { current: model, status, use: status, load: status, unload: status, close: async () => await model.close() },
  manifests: new WorkerManifests(new URL(worker)),
  port: 0,
  mostRequests: 1_000_000,
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ megabytes: process.memoryUsage.rss() / 2 ** 20, busyMs: (user + system) / 1000 })
})
process.on('disconnect', () => void server.stop())
process.send?.({
  url: server.url,
  pods: view
    .state()
    .list('Pod')
    .map(({ namespace = '', name }) => ({ namespace, name })),
})
