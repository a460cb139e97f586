import { ContextStore } from '../../packages/cluster/src/context/context-store.ts'
import {
  queryChanges,
  queryEvents,
  queryLogs,
  queryMetrics,
  queryObjects,
  queryTransitions,
} from '../../packages/cluster/src/context/query-store.ts'
import { LogMiner } from '../../packages/cluster/src/logs/log-miner.ts'
import { Intake } from '../../packages/cluster/src/watch/intake.ts'
import { readEvent } from '../../packages/cluster/src/watch/read-event.ts'
import { atMost, figure } from './bar.ts'
import { ClusterLife } from './cluster-life.ts'
import { logLine } from './synthetic-events.ts'
import { type SyntheticObject, syntheticObjects } from './synthetic-objects.ts'

const PODS = 1000
const MINUTES = 120
const MINUTE = 60_000
const ROUNDS = 1500
const MOST = 5
const FOLLOWED = 60
const LINES_A_MINUTE = 5

/** What a question to the store takes that holds two hours of 1,000 pods: 99 of 100 answers within 5 ms, whatever is asked. */
export async function measureQuery(): Promise<void> {
  const { store, now } = await filledStore()
  figure(
    `two hours of ${PODS} pods`,
    `${store.objects.size} objects, ${store.events.line.length} events, ${store.changes.length} changes, ${Math.round(store.bytes / 2 ** 20)} MB by estimate`,
  )
  const pods = [...store.objects.present('Pod')]
  const pick = (round: number) => pods[(round * 7919) % pods.length]
  const span = (round: number) => ({ from: now - ((round % MINUTES) + 10) * MINUTE, to: now - (round % MINUTES) * MINUTE })
  const questions: Readonly<Record<string, (round: number) => unknown>> = {
    'one object': (round) => queryObjects(store, { kind: 'Pod', namespace: pick(round)?.namespace, name: pick(round)?.name }),
    'objects of a namespace': (round) => queryObjects(store, { kind: 'Pod', namespace: pick(round)?.namespace }),
    'objects of a kind': () => queryObjects(store, { kind: 'Pod' }),
    'objects of a namespace at an earlier time': (round) =>
      queryObjects(store, { kind: 'Pod', namespace: pick(round)?.namespace, to: span(round).to }),
    'events about a pod': (round) => queryEvents(store, { kind: 'Pod', namespace: pick(round)?.namespace, name: pick(round)?.name }),
    'events of ten minutes': (round) => queryEvents(store, span(round)),
    'changes of ten minutes': (round) => queryChanges(store, span(round)),
    'states of a pod': (round) => queryTransitions(store, { namespace: pick(round)?.namespace, name: pick(round)?.name }),
    'log lines with a word': (round) => queryLogs(store, { text: 'failed', ...span(round) }),
    'errors in logs of a namespace': (round) => queryLogs(store, { level: 'error', namespace: pick(round % FOLLOWED)?.namespace }),
    'metrics of a pod': (round) =>
      queryMetrics(store, { kind: 'Pod', namespace: pick(round)?.namespace, name: pick(round)?.name }).items.map(
        ({ points }) => points.length,
      ),
    'snapshot of now': () => store.snapshot(),
  }
  for (const [what, ask] of Object.entries(questions)) {
    const times = timesOf(ask)
    atMost(`  ${what}, p99 (half within ${quantile(times, 0.5).toFixed(2)} ms)`, quantile(times, 0.99), MOST, 'ms')
  }
}

function timesOf(ask: (round: number) => unknown): number[] {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    ask(round)
    times.push(performance.now() - began)
  }
  // The first ones are not compiled yet; a server has answered more than that within a minute.
  return times.slice(ROUNDS / 10)
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length * share)] ?? Number.NaN
}

/** Two hours of 1,000 pods: objects, events, changes, metrics and logs, as a watcher would have written them. */
export async function filledStore(): Promise<{ store: ContextStore; now: number }> {
  const end = Date.now()
  let now = end - MINUTES * MINUTE
  const store = new ContextStore({ cluster: 'bench', now: () => now })
  const intake = new Intake()
  const objects = new Map<string, Map<string, SyntheticObject>>()
  const ofKind = (kind: string): Map<string, SyntheticObject> => objects.get(kind) ?? objects.set(kind, new Map()).get(kind) ?? new Map()
  const copied = (object: SyntheticObject): Record<string, unknown> => structuredClone(object)
  for (const object of syntheticObjects({ pods: PODS, now }))
    ofKind(object.kind).set(`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object)
  for (const [kind, all] of objects)
    if (kind !== 'Event')
      store.replaced(
        kind,
        undefined,
        [...all.values()].map((object) => intake.object(copied(object), kind, object.apiVersion)),
        now,
      )
  let version = 1
  const life = new ClusterLife(ofKind, async (type, object) => {
    const changed = { ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } }
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    if (type === 'DELETED') ofKind(object.kind).delete(key)
    else if (object.kind !== 'Event') ofKind(object.kind).set(key, changed)
    const event = object.kind === 'Event' ? readEvent(copied(changed)) : undefined
    if (event !== undefined) store.event(event)
    else
      store.changed(
        type === 'ADDED' ? 'added' : type === 'DELETED' ? 'deleted' : 'modified',
        intake.object(copied(changed), object.kind, object.apiVersion),
        now,
      )
    await Promise.resolve()
  })
  const logs = [...store.objects.present('Pod')].slice(0, FOLLOWED).map(({ namespace = '', name, uid }) => {
    const source = { pod: { namespace, name, uid }, container: 'app', previous: false }
    return { source, miner: new LogMiner(source, { mostLines: 500, mostText: 128 * 1024, mostTemplates: 300 }) }
  })
  for (let minute = 0; minute < MINUTES; minute++) {
    now += MINUTE
    await life.minute(now)
    for (const { reference } of store.objects.present('Pod'))
      for (const metric of ['cpu', 'memory'] as const)
        store.metric({
          object: reference,
          container: 'app',
          metric,
          points: [[now, metric === 'cpu' ? Math.random() : Math.round(1e8 * Math.random())]],
        })
    for (const { source, miner } of logs) {
      for (let line = 0; line < LINES_A_MINUTE; line++) miner.push(logLine(minute * LINES_A_MINUTE + line, now + line).trimEnd())
      store.log({ ...source, ...miner.stream(now) })
    }
  }
  return { store, now }
}
