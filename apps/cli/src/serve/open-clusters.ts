import type { ServedCluster } from '@aks-copilot/server'
import type { Configuration } from '../configuration.ts'
import type { CommandContext } from '../command-context.ts'
import { namespacesOf } from '../diagnosis/read-snapshot.ts'
import type { Flags } from '../inspection.ts'
import { readRecordingFile } from '../diagnosis/read-recording-file.ts'

/** The clusters of --context and the recordings of --from, each with a name of its own. Clusters that do not answer yet are among them. */
export async function openClusters(
  flags: Flags,
  contexts: readonly string[],
  configuration: Configuration,
  context: CommandContext,
): Promise<ServedCluster[]> {
  const files = Array.isArray(flags['from']) ? flags['from'].map(String) : []
  const names = new Set<string>()
  const clusters: ServedCluster[] = []
  if (files.length === 0 || contexts.length > 0)
    for (const live of await liveClusters(contexts, flags, configuration, context)) {
      names.add(live.view.name)
      clusters.push(live)
    }
  for (const file of files) clusters.push(await recorded(file, names, context))
  return clusters
}

async function recorded(name: string, names: Set<string>, context: CommandContext): Promise<ServedCluster> {
  const recording = await readRecordingFile(name, context)
  const { viewRecording } = await import('@aks-copilot/cluster')
  const cluster = uniqueName(recording.snapshot.cluster, names)
  const view = viewRecording({ ...recording, snapshot: { ...recording.snapshot, cluster } })
  // The page is there before it is done.
  void view.recall()
  return { view }
}

function uniqueName(name: string, names: Set<string>): string {
  let unique = name
  for (let count = 2; names.has(unique); count++) unique = `${name} (${count})`
  names.add(unique)
  return unique
}

async function liveClusters(
  contexts: readonly string[],
  flags: Flags,
  configuration: Configuration,
  { terminal }: CommandContext,
): Promise<ServedCluster[]> {
  const { connectCluster, contextNames, followCluster, proveWithCluster } = await import('@aks-copilot/cluster')
  const kubeconfig = { kubeconfig: configuration.path('cluster.kubeconfig'), environment: terminal.environment }
  const wanted = contexts.includes('all')
    ? contextNames(kubeconfig)
    : contexts.length > 0
      ? [...new Set(contexts)]
      : [configuration.text('cluster.context')]
  return wanted.map((name) => {
    const api = connectCluster({ ...kubeconfig, context: name })
    const view = followCluster(api, { namespaces: namespacesOf(flags, configuration) })
    return {
      view,
      prove: async (incident, signal) => (await proveWithCluster([incident], api, signal))[0] ?? incident,
    }
  })
}
