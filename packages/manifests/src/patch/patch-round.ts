import type { Finding, Inspector } from '../inspect/inspect.ts'
import type { Bundle } from '../source/bundle.ts'
import type { Thought, ThinkOptions } from '../think/think.ts'
import { objectKey, type Renames } from './compare-findings.ts'
import { Draft, type Outcome, type Workshop } from './draft.ts'
import { prove, type Verdict } from './prove.ts'
import { Writer } from './writer.ts'

export type { Outcome } from './draft.ts'

export interface Round {
  readonly bundle: Bundle
  readonly outcomes: readonly Outcome[]
  /** Fixes that did not fit beside the others: the next round tries them again. */
  readonly waiting: readonly Outcome[]
  readonly renames: Renames
}

/** How often the whole bundle may still be looked at in search of a fix to blame; a run has one for all its rounds. */
export interface SearchBudget {
  left: number
}

/**
 * One round of the Patcher: applies what fits together, then proves it on the whole bundle. When the bundle as a whole got
 * worse, the fixes to blame are searched for, so that only those are refused. What is applied at the end was proved exactly so.
 */
export function patchRound(
  thoughts: readonly Thought[],
  before: readonly Finding[],
  bundle: Bundle,
  inspector: Inspector,
  options: ThinkOptions,
  budget: SearchBudget,
): Round {
  const workshop: Workshop = { bundle, before, inspector, writer: new Writer(bundle, inspector.options.schemas) }
  return new Search(workshop, options, budget).run(dropsLast(thoughts))
}

/** Edits first: a dropped item of a List moves the places of those after it. */
function dropsLast(thoughts: readonly Thought[]): Thought[] {
  const drops = (thought: Thought): boolean => thought.changes.some((change) => change.does === 'drop')
  return [...thoughts.filter((thought) => !drops(thought)), ...thoughts.filter(drops).toReversed()]
}

/** The search for the largest set of fixes that holds all gates together. */
class Search {
  readonly #workshop: Workshop
  readonly #options: ThinkOptions
  readonly #budget: SearchBudget
  readonly #refused: Outcome[] = []
  #good: { readonly draft: Draft; readonly outcomes: readonly Outcome[] }

  constructor(workshop: Workshop, options: ThinkOptions, budget: SearchBudget) {
    this.#workshop = workshop
    this.#options = options
    this.#budget = budget
    this.#good = { draft: new Draft([], workshop), outcomes: [] }
  }

  run(thoughts: readonly Thought[]): Round {
    const first = new Draft(thoughts, this.#workshop)
    this.#refused.push(...first.refused)
    this.#settle(
      first.accepted.map(({ thought }) => thought),
      first,
    )
    const { draft, outcomes } = this.#good
    return { bundle: draft.bundle, outcomes: [...this.#refused, ...outcomes], waiting: first.waiting, renames: draft.renames }
  }

  /** Takes over those of the candidates that hold all gates beside the good ones, and refuses the others. */
  #settle(candidates: readonly Thought[], tried?: Draft): void {
    if (candidates.length === 0) return
    const good = this.#good.draft.accepted.map(({ thought }) => thought)
    const draft = tried ?? new Draft([...good, ...candidates], this.#workshop)
    const verdicts = prove(draft, this.#workshop, this.#options)
    const outcomes = verdicts.map(({ outcome }) => outcome)
    if (draft.accepted.length === good.length + candidates.length && outcomes.every(({ status }) => status === 'applied')) {
      this.#good = { draft, outcomes }
      return
    }
    const own = new Set(candidates)
    const failed = verdicts.filter(({ outcome }) => own.has(outcome.thought))
    if (candidates.length === 1 || this.#budget.left <= 0) return this.#refuse(candidates, failed, draft)
    this.#budget.left -= 1
    this.#divide(candidates, failed, draft)
  }

  /** First those that nothing speaks against; where that tells nothing, the two halves. */
  #divide(candidates: readonly Thought[], verdicts: readonly Verdict[], draft: Draft): void {
    const blamed = new Set(verdicts.filter((verdict) => verdict.blamed).map(({ outcome }) => outcome.thought))
    if (blamed.size === candidates.length && standAlone(candidates)) return this.#refuse(candidates, verdicts, draft)
    if (blamed.size > 0 && blamed.size < candidates.length) {
      this.#settle(candidates.filter((thought) => !blamed.has(thought)))
      return this.#settle(candidates.filter((thought) => blamed.has(thought)))
    }
    const half = Math.ceil(candidates.length / 2)
    this.#settle(candidates.slice(0, half))
    this.#settle(candidates.slice(half))
  }

  #refuse(candidates: readonly Thought[], verdicts: readonly Verdict[], draft: Draft): void {
    const known = new Map(
      [...verdicts.map(({ outcome }) => outcome), ...draft.refused, ...draft.waiting].map((outcome) => [outcome.thought, outcome]),
    )
    for (const thought of candidates) {
      const { gates, reason } = known.get(thought) ?? { gates: [], reason: undefined }
      this.#refused.push({
        thought,
        status: 'refused',
        gates,
        reason: reason ?? 'it does not hold beside other fixes of this run; run again when those are applied',
      })
    }
  }
}

/** Whether no two of the fixes meet in one object, so that what fails in it is the fix's own doing. */
function standAlone(thoughts: readonly Thought[]): boolean {
  const seen = new Set<string>()
  for (const { changes } of thoughts) {
    for (const key of new Set(changes.map(({ object }) => `${objectKey(object)}\n${object.documentId}${object.pointer}`))) {
      if (seen.has(key)) return false
      seen.add(key)
    }
  }
  return true
}
