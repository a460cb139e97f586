import type { ApiServer, Snapshot } from '@aks-copilot/cluster'
import { CopilotError } from '@aks-copilot/contracts'
import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import type { Flags } from '../inspection.ts'
import { readRecordingFile } from './read-recording-file.ts'

/** Where a diagnosis takes its state from: a cluster, or a recording. */
export interface Source {
  readonly snapshot: Snapshot
  /** Absent for a recording. */
  readonly api: ApiServer | undefined
  readonly configuration: Configuration
  readonly namespaces: readonly string[] | undefined
}

/** Reads the cluster that the flags name, or the recording of `--from`. The caller closes `api`. */
export async function readSource(flags: Flags, context: CommandContext): Promise<Source> {
  const configuration = await readConfiguration(flags, context.terminal)
  // A recording may be of another cluster than the one that is configured.
  if (typeof flags['from'] === 'string') {
    const { snapshot } = await readRecordingFile(flags['from'], context)
    return { snapshot, api: undefined, configuration, namespaces: namespacesOf(flags) }
  }
  const namespaces = namespacesOf(flags, configuration)
  const api = await connect(configuration, context)
  const { readCluster } = await import('@aks-copilot/cluster')
  const snapshot = await readCluster(api, { namespaces, signal: context.terminal.signal, ...reachOf(flags) }).catch(
    async (error: unknown) => {
      await api.close()
      throw error
    },
  )
  return { snapshot, api, configuration, namespaces }
}

/** Opens the way to the cluster of --kubeconfig and --context. */
export async function connect(configuration: Configuration, { terminal }: CommandContext): Promise<ApiServer> {
  const { connectCluster } = await import('@aks-copilot/cluster')
  return connectCluster({
    kubeconfig: configuration.path('cluster.kubeconfig'),
    context: configuration.text('cluster.context'),
    environment: terminal.environment,
  })
}

/** The namespaces of `-n`, else those of the configuration unless `-A` is there; undefined for all. */
export function namespacesOf(flags: Flags, configuration?: Configuration): readonly string[] | undefined {
  const named = flags['namespace']
  if (!Array.isArray(named)) return flags['allNamespaces'] === true ? undefined : configuredNamespaces(configuration)
  if (flags['allNamespaces'] === true)
    throw new CopilotError({
      code: 'USAGE',
      category: 'validation',
      message: '-n and -A contradict each other.',
      remedy: 'Leave one of them out.',
    })
  return named.map(String).flatMap((names) => names.split(','))
}

/** Where nobody said otherwise on the command line: undefined for all. */
export function configuredNamespaces(configuration: Configuration | undefined): readonly string[] | undefined {
  const named = configuration?.list('cluster.namespaces') ?? []
  return named.length === 0 ? undefined : named
}

function reachOf(flags: Flags): { reach?: number } {
  const since = sinceOf(flags)
  return since === undefined ? {} : { reach: since }
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `--since 30m` in milliseconds. */
export function sinceOf(flags: Flags): number | undefined {
  const text = flags['since']
  if (typeof text !== 'string') return undefined
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  const scale = UNITS[unit]
  if (count === undefined || scale === undefined || Number(count) === 0)
    throw new CopilotError({
      code: 'USAGE',
      category: 'validation',
      message: `\`--since ${text}\` is no duration.`,
      remedy: 'Write it as 90s, 30m, 2h or 1d.',
    })
  return Number(count) * scale
}
