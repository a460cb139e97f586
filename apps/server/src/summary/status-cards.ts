import type { ClusterState, ClusterView } from '@aks-copilot/cluster'
import type { Incident, Outlook, StatusCard } from '@aks-copilot/contracts'
import { parseQuantity } from '@aks-copilot/kubernetes'
import { isReady, readyPods, servingPods } from './pod-history.ts'
import { restartsOf } from './restarts.ts'
import { bandOf, counted, type Points, type Span, summed } from './series.ts'

/** What a card is made from. */
export interface Sight {
  readonly view: ClusterView
  readonly state: ClusterState
  readonly span: Span
  readonly incidents: readonly Incident[]
  readonly outlook: readonly Outlook[]
  /** What of the cluster is wanted: all, or one namespace. */
  readonly isIn: (namespace: string | undefined) => boolean
}

const RECENT = 10 * 60_000

/** Six numbers with their last two hours: pods, restarts, warnings, CPU, memory, and the watcher itself. */
export function statusCards(sight: Sight): StatusCard[] {
  return [
    podsCard(sight),
    restartsCard(sight),
    warningsCard(sight),
    usageCard(sight, 'cpu'),
    usageCard(sight, 'memory'),
    watcherCard(sight),
  ]
}

function withBand(card: Omit<StatusCard, 'band'>): StatusCard {
  const band = bandOf(card.points)
  return { ...card, ...(band === undefined ? {} : { band }) }
}

function isSeen({ state }: Sight, kind: string): boolean {
  return state.coverage.entries.some((entry) => entry.kind === kind && entry.observation === 'observed')
}

function unknown(card: Pick<StatusCard, 'id' | 'title' | 'unit'>, detail: string): StatusCard {
  return { ...card, value: 'not known', detail, state: 'unknown', points: [] }
}

/**
 * Something is wrong, or will be. Pods that start, single warnings and restarts belong to each rollout: they are a state only where that is
 * so. What lasts longer than a start is an incident.
 */
function isTroubled({ incidents, outlook }: Sight): boolean {
  return outlook.length > 0 || incidents.some(({ state }) => state === 'open')
}

function podsCard(sight: Sight): StatusCard {
  const card = { id: 'pods', title: 'Pods', unit: 'count' } as const
  if (!isSeen(sight, 'Pod')) return unknown(card, whyNot(sight, 'Pod'))
  const pods = servingPods(sight.state, sight.isIn)
  const ready = pods.filter(isReady).length
  const isBroken = sight.incidents.some(({ state, severity }) => state === 'open' && severity === 'error')
  const missing = pods.length - ready
  return withBand({
    ...card,
    value: pods.length === 0 ? 'none' : `${ready} of ${pods.length} ready`,
    detail: missing === 0 ? 'all that shall run are ready' : `${missing} not ready${isTroubled(sight) ? '' : ' yet'}`,
    state: missing === 0 || !isTroubled(sight) ? 'ok' : isBroken ? 'error' : 'warning',
    points: readyPods(sight.view, sight.state, sight.span, sight.isIn),
  })
}

function restartsCard(sight: Sight): StatusCard {
  const card = { id: 'restarts', title: 'Restarts', unit: 'count' } as const
  if (!isSeen(sight, 'Pod')) return unknown(card, whyNot(sight, 'Pod'))
  const restarts = restartsOf(sight.view, sight.state).filter(({ at, namespace }) => at >= sight.span.from && sight.isIn(namespace))
  return countCard(card, restarts, sight)
}

function warningsCard(sight: Sight): StatusCard {
  const card = { id: 'warnings', title: 'Warnings', unit: 'events' } as const
  if (!isSeen(sight, 'Event')) return unknown(card, whyNot(sight, 'Event'))
  return countCard(card, warningsOf(sight), sight)
}

type Happened = readonly { readonly at: number; readonly count: number }[]

/** Warning events. Of one that came several times the first and the last are known by time; those between are spread evenly. */
export function warningsOf({ state, span, isIn }: Pick<Sight, 'state' | 'span' | 'isIn'>): Happened {
  return state.snapshot.events
    .filter(({ type, object }) => type === 'Warning' && isIn(object.namespace))
    .flatMap(({ firstAt, lastAt, count }) => {
      if (count <= 1 || lastAt <= firstAt) return [{ at: lastAt, count: 1 }]
      const each = Math.min(count, 200)
      return Array.from({ length: each }, (_, index) => ({ at: firstAt + ((lastAt - firstAt) * index) / (each - 1), count: count / each }))
    })
    .filter(({ at }) => at >= span.from && at <= span.to)
}

function countCard(card: Pick<StatusCard, 'id' | 'title' | 'unit'>, happened: Happened, sight: Sight): StatusCard {
  const { span } = sight
  const sum = (all: Happened): number => Math.round(all.reduce((count, one) => count + one.count, 0))
  const [all, recent] = [sum(happened), sum(happened.filter(({ at }) => at > span.to - RECENT))]
  return withBand({
    ...card,
    value: String(all),
    detail: all === 0 ? 'none in the last two hours' : recent === 0 ? 'none in the last 10 minutes' : `${recent} in the last 10 minutes`,
    state: recent > 0 && isTroubled(sight) ? 'warning' : 'ok',
    points: counted(span, happened).map(([at, count]) => [at, Math.round(count * 100) / 100]),
  })
}

/** A node that runs out of memory ends pods. One that runs out of CPU makes them wait: what that breaks is an incident by itself. */
const HIGH = { memory: 0.9, cpu: Infinity } as const

function usageCard(sight: Sight, metric: 'cpu' | 'memory'): StatusCard {
  const card = { id: metric, title: metric === 'cpu' ? 'CPU' : 'Memory', unit: metric === 'cpu' ? 'cores' : 'bytes' } as const
  const { state, span, isIn } = sight
  const isAll = isIn(undefined)
  const series = state.snapshot.metrics.filter(
    (one) => one.metric === metric && (isAll ? one.object.kind === 'Node' : one.object.kind === 'Pod' && isIn(one.object.namespace)),
  )
  const points: Points = summed(span, series)
  const now = points.at(-1)?.[1]
  if (now === undefined) return unknown(card, whyNot(sight, 'metrics'))
  const capacity = isAll
    ? state.list('Node').reduce((sum, node) => sum + (parseQuantity(node.status.at('capacity', metric).scalar) ?? 0), 0)
    : 0
  const shown = metric === 'cpu' ? cores : bytes
  return withBand({
    ...card,
    value: capacity > 0 ? `${shown(now)} of ${shown(capacity)}` : shown(now),
    detail: capacity > 0 ? `${Math.round((100 * now) / capacity)} % of the nodes` : 'used by its pods',
    state: capacity > 0 && now > HIGH[metric] * capacity ? 'warning' : 'ok',
    points,
  })
}

function cores(value: number): string {
  return `${value >= 10 ? Math.round(value) : Number(value.toFixed(2))} cores`
}

function bytes(value: number): string {
  const gibibytes = value / 2 ** 30
  return gibibytes >= 1 ? `${Number(gibibytes.toFixed(1))} GiB` : `${Math.round(value / 2 ** 20)} MiB`
}

const WATCHER = { live: 'ok', recording: 'ok', partial: 'warning', connecting: 'unknown', lost: 'error' } as const

function watcherCard({ view, span }: Sight): StatusCard {
  const status = view.status()
  const { events, changes, transitions } = view.store
  const at = (time: number): { at: number; count: number } => ({ at: time, count: 1 })
  const told = [
    ...events.line.between(span.from, span.to).map(({ lastAt }) => at(lastAt)),
    ...changes.between(span.from, span.to).map((change) => at(change.at)),
    ...transitions.between(span.from, span.to).map((transition) => at(transition.at)),
  ]
  return withBand({
    id: 'watcher',
    title: 'Watcher',
    value: status.state,
    detail: status.state === 'recording' ? `of ${status.now.slice(0, 16).replace('T', ' ')} UTC` : status.message,
    state: WATCHER[status.state],
    points: counted(span, told),
    unit: 'events',
  })
}

function whyNot({ state }: Sight, kind: string): string {
  const entry = state.coverage.entries.find((one) => one.kind === kind && one.observation !== 'observed')
  if (entry?.why !== undefined) return entry.why
  if (entry?.observation === 'not-permitted') return 'you may not read it'
  return entry?.observation === 'not-served' ? 'the cluster does not have it' : 'nothing was measured yet'
}
