import type { ClusterState, ClusterView } from '@aks-copilot/cluster'
import type { Answer } from '@aks-copilot/contracts'
import { parseQuantity } from '@aks-copilot/kubernetes'
import type { Knowledge } from '@aks-copilot/knowledge'

/** Everything that an answer may rest on. */
export interface KnownFacts {
  /** All texts: of the state, of what the product found in it, of cited articles, of the question. */
  readonly texts: string
  /** The texts that are near: without the raw objects. */
  readonly near: string
  /** Bytes, cores, and whatever else is measured or set. */
  readonly quantities: readonly number[]
  readonly counts: ReadonlySet<number>
  /** Milliseconds since the epoch. */
  readonly times: readonly number[]
  readonly now: number
  readonly commands: ReadonlySet<string>
}

/** Gathers what one answer may rest on. */
export function knownFacts(answer: Answer, asked: string, view: ClusterView, knowledge: Knowledge): KnownFacts {
  const at = answer.understood.to === undefined ? view.now() : Date.parse(answer.understood.to)
  const states = [...new Set([view.state(), view.state(Math.min(at, view.now()))])]
  const incidents = states.flatMap((state) => view.incidents(state.now))
  const outlook = states.flatMap((state) => view.outlook(state.now))
  const articles = answer.citations.flatMap((one) => (one.kind === 'article' ? [one.text, knowledge.article(one.article)?.text ?? ''] : []))
  const cited = answer.citations.map((citation) => JSON.stringify(citation))
  const near = plain([JSON.stringify(incidents), JSON.stringify(outlook), JSON.stringify(view.status()), ...cited, ...articles, asked])
  const raw = states.flatMap(({ snapshot }) => [
    ...snapshot.objects.map(({ value }) => JSON.stringify(value)),
    JSON.stringify(snapshot.events),
    JSON.stringify(snapshot.logs),
    JSON.stringify(snapshot.changes),
  ])
  const texts = `${near} ${plain(raw)}`
  const quantities = states.flatMap(quantitiesOf)
  return {
    texts,
    near,
    quantities: [...quantities, ...pairsOf(quantities)],
    counts: new Set([...states.flatMap((state) => [...countsOf(state, answer)]), incidents.length, outlook.length]),
    times: [...states.flatMap(timesOf), ...timesIn(near)],
    now: view.now(),
    commands: new Set([
      ...incidents.flatMap(({ nextSteps }) => nextSteps.flatMap(({ command }) => command ?? [])),
      ...articles.flatMap((text) => [...text.matchAll(/`([^`\n]+)`|^ {0,4}((?:kubectl|az|helm|k3s|oc|aks-copilot) .+)$/gm)].map(([, one, two]) => (one ?? two ?? '').trim())),
    ]),
  }
}

function plain(parts: readonly string[]): string {
  return parts.join(' ').replaceAll(String.raw`\"`, '"').replaceAll(String.raw`\n`, ' ').replaceAll('`', '')
}

/** Values of metrics, and quantities in specs. */
function quantitiesOf({ snapshot }: ClusterState): number[] {
  const measured = snapshot.metrics.flatMap(({ points }) => {
    const values = points.map(([, value]) => value)
    const sorted = values.toSorted((left, right) => left - right)
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
    return [values[0], values.at(-1), Math.min(...values), Math.max(...values), sorted[values.length >> 1], mean].filter((value) => value !== undefined)
  })
  const set = snapshot.objects.flatMap(({ value }) =>
    [...JSON.stringify(value).matchAll(/"(\d+(?:\.\d+)?(?:m|[KMGT]i?)?)"/g)].flatMap(([, text]) => parseQuantity(text) ?? []),
  )
  return [...new Set([...measured, ...set])]
}

/** What is left of one quantity beside another, and sums of two or three measured ones. */
function pairsOf(quantities: readonly number[]): number[] {
  const some = quantities.filter((value) => value > 0).slice(0, 60)
  return some.flatMap((one) => some.map((other) => one - other)).filter((difference) => difference > 0)
}

/** How many there are of whatever an answer may count. */
function countsOf(state: ClusterState, { understood }: Answer): Set<number> {
  const { snapshot } = state
  const counts = new Set<number>()
  const groups = <Item>(items: readonly Item[], ...keys: readonly ((item: Item) => string)[]): void => {
    counts.add(items.length)
    for (const key of keys) for (const group of Map.groupBy(items, key).values()) counts.add(group.length)
  }
  const from = understood.from === undefined ? state.window.from : Date.parse(understood.from)
  const pods = state.list('Pod')
  const isReady = (pod: (typeof pods)[number]): boolean => pod.condition('Ready').at('status').is('True')
  const workload = (pod: (typeof pods)[number]): string => `${pod.namespace}/${state.topController(pod).name}`
  for (const some of [pods, pods.filter(isReady), pods.filter((pod) => !isReady(pod))])
    groups(some, ({ namespace = '' }) => namespace, workload, (pod) => pod.status.at('phase').text ?? '', (pod) => pod.spec.at('nodeName').text ?? '')
  groups(snapshot.objects, ({ kind }) => kind, ({ kind, namespace = '' }) => `${kind} ${namespace}`, ({ namespace = '' }) => namespace)
  const events = snapshot.events.filter(({ lastAt }) => lastAt >= from)
  for (const some of [events, events.filter(({ type }) => type === 'Warning')]) {
    groups(some, ({ object }) => object.namespace ?? '', ({ object }) => object.name, ({ reason }) => reason)
    counts.add(some.reduce((sum, { count }) => sum + count, 0))
    for (const { count } of some) counts.add(count)
  }
  groups(snapshot.changes.filter(({ at }) => at >= from), ({ object }) => object.namespace ?? '', ({ object }) => `${object.kind} ${object.name}`)
  const lines = snapshot.logs.flatMap(({ lines: all, pod }) => all.map((line) => ({ ...line, pod: pod.name })))
  groups(lines, ({ pod }) => pod, ({ level = '' }) => level, ({ text }) => text)
  for (const { templates } of snapshot.logs) for (const { count } of templates) counts.add(count)
  const restarts = pods.map((pod) => ({ pod, count: pod.status.at('containerStatuses').items().reduce((sum, one) => sum + (one.at('restartCount').number ?? 0), 0) }))
  const total = (some: typeof restarts): number => some.reduce((sum, { count }) => sum + count, 0)
  counts.add(total(restarts))
  for (const key of [({ pod }: (typeof restarts)[number]) => workload(pod), ({ pod }: (typeof restarts)[number]) => pod.name])
    for (const group of Map.groupBy(restarts, key).values()) counts.add(total(group))
  for (const object of snapshot.objects)
    for (const field of ['replicas', 'readyReplicas', 'availableReplicas', 'minReplicas', 'maxReplicas'])
      for (const value of [object.spec.at(field).number, object.status.at(field).number]) if (value !== undefined) counts.add(value)
  groups(understood.objects, ({ kind }) => kind)
  return counts
}

function timesOf({ snapshot, now, window }: ClusterState): number[] {
  const { events, logs, changes, objects, metrics } = snapshot
  return [
    now,
    window.from,
    window.to,
    ...events.flatMap(({ firstAt, lastAt }) => [firstAt, lastAt]),
    ...logs.flatMap(({ lines }) => lines.map(({ at }) => at)),
    ...changes.map(({ at }) => at),
    ...objects.flatMap(({ value }) => timesIn(JSON.stringify(value))),
    ...metrics.flatMap(({ points }) => [points[0]?.[0] ?? now, points.at(-1)?.[0] ?? now]),
  ]
}

function timesIn(text: string): number[] {
  return [...text.matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g)].map(([time]) => Date.parse(time))
}
