import { createLiveTools, type LiveToolsOptions } from '@aks-copilot/integrations'
import { judgeToolCall, type LivePort, type LiveTools, type ToolScope } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { invalid } from '../configuration-file.ts'

type Azure = NonNullable<ToolScope['azure']>

/**
 * kubectl and az as the run may use them, with the kubeconfig and context of the run and whatever login az has; undefined where nobody
 * allowed it. Throws CONFIGURATION_INVALID where Azure is set by halves.
 */
export function livePort(configuration: Configuration, { terminal, log }: CommandContext): LivePort | undefined {
  const place = azureOf(configuration)
  if (configuration.text('repair.tools') !== 'yes') return undefined
  const options: Omit<LiveToolsOptions, 'judge'> = {
    environment: terminal.environment,
    kubeconfig: configuration.path('cluster.kubeconfig'),
    context: configuration.text('cluster.context'),
  }
  const said = new Set<string>()
  const missing = (tool: string): void => {
    if (!said.has(tool)) log.notice(`${tool} is not on this machine: what it could tell is left out.`)
    said.add(tool)
  }
  return {
    azure: place?.azure,
    tools: (namespaces) => {
      const scope: ToolScope = { namespaces, azure: place?.scope }
      return telling(createLiveTools({ ...options, judge: (call) => judgeToolCall(call, scope) }), missing)
    },
  }
}

function telling(tools: LiveTools, missing: (tool: string) => void): LiveTools {
  return {
    async run(call, signal) {
      const result = await tools.run(call, signal)
      if (result.missing === true) missing(call.tool)
      return result
    },
  }
}

/** Where the cluster is in Azure; only what the configuration says, and never what a cluster says of itself. */
function azureOf(configuration: Configuration): { readonly scope: Azure; readonly azure: LivePort['azure'] } | undefined {
  const keys = ['azureSubscription', 'azureResourceGroup', 'azureCluster'] as const
  const [subscription, resourceGroup, cluster] = keys.map((key) => configuration.text(`repair.${key}`))
  const registries = configuration.list('repair.azureRegistries')
  if (subscription === undefined && resourceGroup === undefined && cluster === undefined && registries.length === 0) return undefined
  if (subscription === undefined || resourceGroup === undefined || cluster === undefined)
    throw invalid(
      'Of repair.azureSubscription, repair.azureResourceGroup and repair.azureCluster, not all are set.',
      'Set all three, or none of them.',
    )
  return { scope: { subscription, resourceGroups: [resourceGroup], registries }, azure: { resourceGroup, cluster, registries } }
}
