import type { Judgement } from './judge.ts'

/** The share of scenarios whose cause must be right. */
const BAR = 0.95

export interface Score {
  readonly passed: boolean
  /** The one line at the end. */
  readonly line: string
}

/** Sums up. Passed: enough causes right, nothing said where nothing is wrong, and no claim without evidence. */
export function score(judgements: readonly Judgement[]): Score {
  const broken = judgements.filter(({ scenario }) => !scenario.healthy)
  const healthy = judgements.filter(({ scenario }) => scenario.healthy)
  const right = judgements.filter(({ misses }) => misses.length === 0).length
  const causes = broken.filter(({ causeRight }) => causeRight).length
  const silent = healthy.filter(({ misses }) => misses.length === 0).length
  const suspects = broken.filter(({ scenario }) => scenario.suspect !== undefined)
  const suspectsRight = suspects.filter(({ suspectRight }) => suspectRight === true).length
  const told = sum(judgements, ({ evidence }) => evidence.told)
  const resolved = sum(judgements, ({ evidence }) => evidence.resolved)
  const enough = judgements.length > 0 && right >= judgements.length * BAR && causes >= broken.length * BAR
  return {
    passed: enough && silent === healthy.length && resolved === told,
    line: `evals: ${right}/${judgements.length}, cause at first place ${causes}/${broken.length}, suspect change ${suspectsRight}/${suspects.length}, healthy silent ${silent}/${healthy.length}, evidence resolved ${resolved}/${told}`,
  }
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}

/** One line for a scenario, and one more for each thing that is wrong. */
export function row({ scenario, way, misses, incidents, took }: Judgement, seconds?: number): string {
  const mark = misses.length === 0 ? 'right' : 'WRONG'
  const cause = incidents[0]?.cause
  const said = cause === undefined ? '–' : `${cause.detector} ${cause.object.kind} ${cause.object.name}`
  const time = seconds === undefined ? `${took.toFixed(0)} ms` : `${seconds.toFixed(0)} s`
  const head = `${mark}  ${(scenario.healthy ? 'healthy' : scenario.group).padEnd(8)}  ${(way === 'read' ? scenario.name : `${scenario.name} (watched)`).padEnd(40)}  ${time.padStart(6)}  ${said}`
  return [head, ...misses.map((miss) => `         ${miss}`)].join('\n')
}
