import { CopilotError } from '@aks-copilot/contracts'
import { rememberedChanges } from './changes/remembered-changes.ts'
import { ApiFault, type ApiServer, serverTime } from './connect/api-server.ts'
import { clusterError } from './connect/cluster-error.ts'
import { type Survey, surveyPermissions, type WatchPlan } from './connect/survey-permissions.ts'
import { ClusterState } from './context/cluster-state.ts'
import { Coverage, type CoverageEntry } from './context/coverage.ts'
import type { LiveObject } from './context/live-object.ts'
import type { EventRecord } from './context/records.ts'
import type { Snapshot } from './context/snapshot.ts'
import { readLogs } from './logs/read-logs.ts'
import { mapBounded } from './map-bounded.ts'
import { kubeletRight } from './metrics/kubelet-right.ts'
import { readMetrics } from './metrics/read-metrics.ts'
import { Intake } from './watch/intake.ts'
import { listObjects } from './watch/list-objects.ts'
import { readEvent } from './watch/read-event.ts'

export interface ReadOptions {
  /** Only these namespaces, and what is in none; default: all, or where that is not allowed, those that this user may read. */
  readonly namespaces?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
  /** How far back events count, in milliseconds; default two hours. */
  readonly reach?: number | undefined
}

const TWO_HOURS = 2 * 3_600_000
const AT_ONCE = 8

/**
 * One reading of a cluster that was never seen before: every watched kind, what the cluster itself remembers of the last hours (events,
 * revisions, field managers), the logs of containers that matter, metrics. What could not be read is in the coverage. Throws CopilotError
 * where the cluster does not answer, or lets this user read nothing.
 */
export async function readCluster(api: ApiServer, options: ReadOptions = {}): Promise<Snapshot> {
  const { namespaces, signal } = options
  const survey = await surveyPermissions(api, { namespaces, signal }).catch((error: unknown) => {
    throw clusterError(error, api)
  })
  if (survey.plans.every(({ mode }) => mode === 'none')) throw nothingReadable(api)
  const listed = await readPlans(api, survey, signal)
  const now = serverTime(api)
  const window = { from: now - (options.reach ?? TWO_HOURS), to: now }
  const bare: Snapshot = {
    cluster: api.name,
    now,
    window,
    coverage: new Coverage(listed.coverage),
    ...recordsOf(listed, window.from),
    logs: [],
    metrics: [],
    changes: [],
  }
  const state = new ClusterState(bare)
  const [logs, metrics] = await Promise.all([
    readLogs(api, state, { signal }),
    readMetrics(api, state, { signal, mayAskKubelets: kubeletRight(api, signal) }),
  ])
  const coverage = withoutRepeats([...listed.coverage, ...logs.coverage, ...metrics.coverage])
  return { ...bare, coverage: new Coverage(coverage), logs: logs.streams, metrics: metrics.series, changes: rememberedChanges(bare) }
}

function nothingReadable({ name, namespace }: ApiServer): CopilotError {
  return new CopilotError({
    code: 'CLUSTER_DENIED',
    category: 'validation',
    message: `The cluster \`${name}\` lets you read nothing, neither in all namespaces nor in \`${namespace}\`.`,
    remedy: 'Name a namespace of yours with -n, or ask for the rights that `aks-copilot doctor` prints.',
  })
}

interface Listed {
  readonly objects: readonly LiveObject[]
  readonly events: readonly EventRecord[]
  readonly coverage: readonly CoverageEntry[]
}

async function readPlans(api: ApiServer, survey: Survey, signal: AbortSignal | undefined): Promise<Listed> {
  const intake = new Intake()
  const objects: LiveObject[] = []
  const events: EventRecord[] = []
  const coverage: CoverageEntry[] = [...survey.coverage]
  const readable = survey.plans.filter(({ mode }) => mode !== 'none')
  await mapBounded(readable, AT_ONCE, async (plan) => {
    const { items, entry } = await listPlan(api, plan, signal)
    coverage.push(entry)
    if (plan.kind === 'Event') events.push(...items.map(readEvent).filter((event) => event !== undefined))
    else for (const item of items) objects.push(intake.object(item, plan.kind, plan.apiVersion))
  })
  return { objects, events, coverage }
}

async function listPlan(api: ApiServer, { kind, path, namespace, accept }: WatchPlan, signal: AbortSignal | undefined) {
  try {
    const { items } = await listObjects(api, path, { signal, accept })
    return { items, entry: { kind, namespace, observation: 'observed' } satisfies CoverageEntry }
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error
    const observation =
      error.status === 404 ? 'not-served' : error.status === 403 || error.status === 401 ? 'not-permitted' : 'not-observed'
    return { items: [], entry: { kind, namespace, observation, why: error.message } satisfies CoverageEntry }
  }
}

function recordsOf({ objects, events }: Listed, from: number): Pick<Snapshot, 'objects' | 'events'> {
  const distinct = [...new Map(events.map((event) => [event.uid, event])).values()]
  return { objects, events: distinct.filter(({ lastAt }) => lastAt >= from).toSorted((left, right) => left.lastAt - right.lastAt) }
}

/** Of several entries about the same, the last one stands: the survey guesses, the reading knows. */
function withoutRepeats(entries: readonly CoverageEntry[]): CoverageEntry[] {
  return [...new Map(entries.map((entry) => [`${entry.kind}/${entry.namespace ?? ''}`, entry])).values()]
}
