import type { ClusterState, ClusterView } from '@aks-copilot/cluster'
import type { Answer } from '@aks-copilot/contracts'
import type { Knowledge } from '@aks-copilot/knowledge'
import { countsOf } from './known-counts.ts'
import { pairsOf, quantitiesOf, sharesOf, sumsOf } from './known-quantities.ts'

/** Everything that an answer may rest on. */
export interface KnownFacts {
  /** All texts: of the state, of what the product found in it, of cited articles, of the question. */
  readonly texts: string
  /** The texts that are near: without the raw objects. */
  readonly near: string
  /** Bytes, cores, and whatever else is measured or set. */
  readonly quantities: readonly number[]
  /** Of a limit, a request, a capacity or a quota, in percent. */
  readonly shares: readonly number[]
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
    quantities: [...quantities, ...pairsOf(quantities), ...states.flatMap(sumsOf)],
    shares: states.flatMap(sharesOf),
    counts: new Set([...states.flatMap((state) => [...countsOf(state, answer)]), incidents.length, outlook.length, ...listed(answer)]),
    times: [...states.flatMap(timesOf), ...timesIn(`${near} ${JSON.stringify(answer.understood)}`)],
    now: view.now(),
    commands: new Set([
      ...incidents.flatMap(({ nextSteps }) => nextSteps.flatMap(({ command }) => command ?? [])),
      ...articles.flatMap((text) =>
        [...text.matchAll(/`([^`\n]+)`|^ {0,4}((?:kubectl|az|helm|k3s|oc|aks-copilot) .+)$/gm)].map(([, one, two]) =>
          (one ?? two ?? '').trim(),
        ),
      ),
    ]),
  }
}

function plain(parts: readonly string[]): string {
  return parts
    .join(' ')
    .replaceAll(String.raw`\"`, '"')
    .replaceAll(String.raw`\n`, ' ')
    .replaceAll('`', '')
}

/** A list may tell how long it is. */
function listed({ answer }: Answer): number[] {
  return answer.split(/\n\s*\n/).map((block) => block.split('\n').filter((line) => /^\s*(?:[-*|]|\d+\.) /.test(line)).length)
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
