import { CopilotError } from '@aks-copilot/contracts'
import { Coverage, type CoverageEntry } from './context/coverage.ts'
import { ClusterState } from './context/cluster-state.ts'
import type { LiveObject } from './context/live-object.ts'
import type { EventRecord } from './context/records.ts'
import type { Snapshot } from './context/snapshot.ts'
import { rememberedChanges } from './changes/remembered-changes.ts'
import { ApiFault, type ApiServer } from './connect/api-server.ts'
import { readLogs } from './logs/read-logs.ts'
import { readMetrics } from './metrics/read-metrics.ts'
import { Intake } from './watch/intake.ts'
import { WATCHED_KINDS, type WatchedKind } from './watch/kinds.ts'
import { listObjects, METADATA_ONLY } from './watch/list-objects.ts'
import { readEvent } from './watch/read-event.ts'
import { mapBounded } from './map-bounded.ts'

export interface ReadOptions {
  /** Only these namespaces, and what is in none; default: all. */
  readonly namespaces?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
  /** How far back events, logs and changes count, in milliseconds; default two hours. */
  readonly reach?: number | undefined
}

const TWO_HOURS = 2 * 3_600_000
const AT_ONCE = 8

/**
 * One reading of a cluster that was never seen before: every watched kind, what the cluster itself remembers of the last hours (events,
 * revisions, field managers), the logs of containers that matter, metrics. What could not be read is in the coverage.
 */
export async function readCluster(api: ApiServer, options: ReadOptions = {}): Promise<Snapshot> {
  const reader = new Reader(api, options)
  const lists = await mapBounded(WATCHED_KINDS, AT_ONCE, async (kind) => await reader.kind(kind))
  const objects = lists.flat()
  if (objects.length === 0 && reader.entries.every(({ observation }) => observation !== 'observed'))
    throw nothingReadable(api, reader.entries)
  const events = await reader.events()
  const now = Date.now()
  const window = { from: now - (options.reach ?? TWO_HOURS), to: now }
  const bare: Snapshot = {
    cluster: api.name,
    now,
    window,
    coverage: new Coverage(reader.entries),
    objects,
    events: events.filter(({ lastAt }) => lastAt >= window.from),
    logs: [],
    metrics: [],
    changes: [],
  }
  const state = new ClusterState(bare)
  const [logs, metrics] = await Promise.all([readLogs(api, state, options), readMetrics(api, state, options)])
  return {
    ...bare,
    coverage: new Coverage([...reader.entries, ...logs.coverage, ...metrics.coverage]),
    logs: logs.streams,
    metrics: metrics.series,
    changes: rememberedChanges(bare),
  }
}

class Reader {
  readonly entries: CoverageEntry[] = []
  readonly #api: ApiServer
  readonly #options: ReadOptions
  readonly #intake = new Intake()

  constructor(api: ApiServer, options: ReadOptions) {
    this.#api = api
    this.#options = options
  }

  async kind(kind: WatchedKind): Promise<LiveObject[]> {
    for (const version of kind.versions) {
      const apiVersion = kind.group === '' ? version : `${kind.group}/${version}`
      const base = kind.group === '' ? `/api/${version}` : `/apis/${apiVersion}`
      const items = await this.#list(kind.kind, base, kind.plural, kind.namespaced, kind.metadataOnly === true)
      if (items !== undefined) return items.map((item) => this.#intake.object(item, kind.kind, apiVersion))
    }
    return []
  }

  async events(): Promise<EventRecord[]> {
    const items =
      (await this.#list('Event', '/apis/events.k8s.io/v1', 'events', true, false)) ??
      (await this.#list('Event', '/api/v1', 'events', true, false)) ??
      []
    const records = items.map(readEvent).filter((event) => event !== undefined)
    return [...new Map(records.map((event) => [event.uid, event])).values()].toSorted((left, right) => left.lastAt - right.lastAt)
  }

  /** Undefined where the API has no such kind. */
  async #list(
    kind: string,
    base: string,
    plural: string,
    namespaced: boolean,
    metadataOnly: boolean,
  ): Promise<Readonly<Record<string, unknown>>[] | undefined> {
    const places = namespaced ? (this.#options.namespaces ?? [undefined]) : [undefined]
    const found: Readonly<Record<string, unknown>>[] = []
    for (const namespace of places) {
      const path = `${base}${namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`}/${plural}`
      const listed = await this.#tryList(kind, namespace, path, metadataOnly)
      if (listed === undefined) return undefined
      found.push(...listed)
    }
    return found
  }

  async #tryList(kind: string, namespace: string | undefined, path: string, metadataOnly: boolean) {
    try {
      const { items } = await listObjects(this.#api, path, {
        signal: this.#options.signal,
        accept: metadataOnly ? METADATA_ONLY : undefined,
      })
      this.entries.push({ kind, namespace, observation: 'observed' })
      return items
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error
      if (error.status === 404) {
        this.entries.push({ kind, namespace, observation: 'not-served', why: 'the cluster has no such kind' })
        return undefined
      }
      const denied = error.status === 403 || error.status === 401
      this.entries.push({ kind, namespace, observation: denied ? 'not-permitted' : 'not-observed', why: error.message })
      return []
    }
  }
}

function nothingReadable(api: ApiServer, entries: readonly CoverageEntry[]): CopilotError {
  const denied = entries.some(({ observation }) => observation === 'not-permitted')
  const why = entries.find((entry) => entry.why !== undefined && entry.observation !== 'not-served')?.why ?? 'nothing is served'
  return denied
    ? new CopilotError({
        code: 'CLUSTER_DENIED',
        category: 'validation',
        message: `The cluster \`${api.name}\` lets you read nothing: ${why}.`,
        remedy: 'Log in again, or ask for the rights that `aks-copilot doctor` prints.',
      })
    : new CopilotError({
        code: 'CLUSTER_UNREACHABLE',
        category: 'transient',
        message: `The API server of \`${api.name}\` does not answer: ${why}.`,
        remedy: 'Check the network and --context; `aks-copilot doctor` shows what is reachable.',
      })
}
