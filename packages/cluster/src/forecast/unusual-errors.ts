import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import type { LogStream, LogTemplate } from '../context/records.ts'
import { logEvidence } from '../detect/evidence.ts'
import { clock, type Foreseen } from './foreseen.ts'
import { countText } from './count-text.ts'
import { type RateRise, rateRise } from './rate-rise.ts'

interface Source {
  readonly workload: LiveObject
  readonly container: string
  readonly streams: readonly LogStream[]
}

interface Said {
  readonly stream: LogStream
  readonly template: LogTemplate
}

/** Containers that log clearly more errors than in the two hours before, or new ones: the template that rose most. */
export function* unusualErrors(state: ClusterState): Generator<Foreseen> {
  for (const { workload, container, streams } of sources(state)) {
    const known = Math.min(...streams.flatMap(({ templates }) => templates.map(({ firstAt }) => firstAt)))
    const rises = [...errorsByPattern(streams).values()].flatMap((said) => {
      const rise = rateRise(
        said.flatMap(({ template }) => template.minutes ?? []),
        Math.max(known, state.window.from),
        state.now,
      )
      return rise === undefined ? [] : [{ said, rise }]
    })
    const worst = rises.toSorted((left, right) => right.rise.recent - left.rise.recent)[0]
    const found = worst === undefined ? undefined : foreseen(workload, container, worst.said, worst.rise, state)
    if (found !== undefined) yield found
  }
}

/** Pods of one workload speak as one: a rollout or a restart makes no error new. */
function sources(state: ClusterState): Source[] {
  const owned = state.snapshot.logs.flatMap((stream) => {
    const pod = state.byUid(stream.pod.uid)
    return pod === undefined ? [] : [{ stream, workload: state.topController(pod) }]
  })
  const groups = Map.groupBy(owned, ({ stream, workload }) => `${objectKey(workload)} ${stream.container}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined
      ? []
      : [{ workload: first.workload, container: first.stream.container, streams: group.map(({ stream }) => stream) }]
  })
}

function errorsByPattern(streams: readonly LogStream[]): Map<string, Said[]> {
  const said = streams.flatMap((stream) => stream.templates.map((template) => ({ stream, template })))
  return Map.groupBy(
    said.filter(({ template }) => template.level === 'error'),
    ({ template }) => template.pattern,
  )
}

function foreseen(
  workload: LiveObject,
  container: string,
  said: readonly Said[],
  rise: RateRise,
  state: ClusterState,
): Foreseen | undefined {
  const lines = said.flatMap(({ stream, template }) =>
    stream.lines.filter((line) => line.template === template.id).map((line) => ({ stream, line })),
  )
  const newest = lines.toSorted((left, right) => right.line.at - left.line.at)[0]
  const pattern = said[0]?.template.pattern
  if (newest === undefined || pattern === undefined) return undefined
  const what = `Container \`${container}\` of ${workload.kind} \`${workload.name}\``
  return {
    kind: 'unusual',
    what: 'error-logs',
    object: workload.reference,
    about: container,
    message: `${what} logged ${rise.recent} errors of one kind since ${clock(rise.since, state.now)}, ${countText(rise)}: \`${shortened(pattern)}\`.`,
    since: rise.since,
    evidence: [logEvidence(newest.stream, newest.line)],
  }
}

const MOST_PATTERN = 120

function shortened(pattern: string): string {
  const text = pattern.replaceAll('`', "'").replaceAll(/\s+/g, ' ')
  return text.length > MOST_PATTERN ? `${text.slice(0, MOST_PATTERN - 1)}…` : text
}
