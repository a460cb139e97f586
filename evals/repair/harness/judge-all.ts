import type { Outcome } from './judge-run.ts'

/** Minutes for all scenarios together: a release waits no longer for them. */
const MOST_MINUTES = 15

export interface Verdict {
  readonly text: string
  readonly exitCode: 0 | 1
}

/** What the whole evaluation comes to: every scenario is right, and it did not take longer than it may, unless that is allowed. */
export function judgeAll(outcomes: readonly Outcome[], scenarios: number, minutes: number, isSlow: boolean): Verdict {
  const right = outcomes.filter(({ misses }) => misses.length === 0)
  const healed = right.filter(({ kind }) => kind === 'healthy').length
  const isLate = minutes > MOST_MINUTES && !isSlow
  const late = isLate ? `, more than ${MOST_MINUTES} (--slow allows it)` : ''
  return {
    text: `${right.length}/${scenarios}, ${healed} repaired without a person, ${minutes.toFixed(1)} minutes${late}`,
    exitCode: right.length === scenarios && !isLate ? 0 : 1,
  }
}
