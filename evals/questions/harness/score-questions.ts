import type { Asked } from './ask-question.ts'

/** One question with what was made of it. */
export interface Scored {
  readonly asked: Asked
  /** What is wrong with the answer. */
  readonly misses: readonly string[]
  /** Names, numbers, times and commands that nothing bears out. */
  readonly invented: readonly string[]
}

/** So many of all must be right; none may hold an invention; ms at the 99th percentile. */
const LEAST_RIGHT = 0.95
const MOST_P99 = 50

export interface QuestionScore {
  readonly right: number
  /** Answers with something invented. */
  readonly invented: number
  /** Milliseconds until the answer. */
  readonly p50: number
  readonly p99: number
  readonly passed: boolean
  readonly line: string
}

/** The last line, and whether everything is over its bar. */
export function scoreQuestions(all: readonly Scored[]): QuestionScore {
  const right = all.filter(({ misses, invented }) => misses.length === 0 && invented.length === 0).length
  const invented = all.filter((one) => one.invented.length > 0).length
  const times = all.map(({ asked }) => asked.startMs)
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)]
  return {
    right,
    invented,
    p50,
    p99,
    passed: right / all.length >= LEAST_RIGHT && invented === 0 && p99 <= MOST_P99,
    line: `questions: ${right}/${all.length} right (${percent(right / all.length)}), ${invented} with something invented, answer after ${p50.toFixed(1)} ms (p50), ${p99.toFixed(1)} ms (p99)`,
  }
}

/** A wrong answer for people: what was asked, what is wrong, what was said. */
export function missText({ asked: { question, answer }, misses, invented }: Scored): string {
  const wrong = [...misses, ...invented.map((what) => `invented: ${what}`)]
  const before = question.before.length === 0 ? '' : ` (after: ${question.before.join(' / ')})`
  return [
    `✗ ${question.file} ${question.cluster}: ${question.ask}${before}`,
    ...wrong.map((one) => `    ${one}`),
    `    got: [${answer.intent}] ${answer.headline}`,
  ].join('\n')
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
