import type { ClusterView } from '@aks-copilot/cluster'
import type { ModelDesk } from '@aks-copilot/server'
import type { Configuration } from '../configuration.ts'
import type { CommandContext } from '../command-context.ts'
import { openConfiguredModel } from '../models/configured-model.ts'
import { namesIn } from '../models/names-in-clusters.ts'

/** The desk of the configured model. An endpoint elsewhere gets pseudonyms for every name in the clusters. */
export async function openModelDesk(
  configuration: Configuration,
  { terminal }: CommandContext,
  views: readonly ClusterView[],
): Promise<ModelDesk> {
  const { ChosenModel } = await import('@aks-copilot/server')
  const names = (): Iterable<string> => namesIn(views)
  return await ChosenModel.open(
    async (name) => await openConfiguredModel(configuration.with('model.name', name), terminal.environment, { names }),
    configuration.text('model.name') ?? 'none',
  )
}
