import type { Thought } from '../think/think.ts'
import type { Outcome } from './draft.ts'

/** A refused fix is tried again while other fixes change the bundle around it, but not for ever. */
const MOST_REFUSALS = 3
/** The same change a third time: something takes it back each time. */
const MOST_TIMES = 2

/** What was tried in the rounds of a run, so that it comes to an end. */
export class History {
  readonly #applied = new Map<string, number>()
  readonly #refused = new Map<string, { readonly count: number; readonly round: number }>()
  /** Rounds that changed something. */
  #round = 0

  /** Takes up what became of the fixes of one round. */
  remember(outcomes: readonly Outcome[]): void {
    if (outcomes.some(({ status }) => status === 'applied')) this.#round += 1
    for (const { status, thought } of outcomes) {
      const key = signature(thought)
      if (status === 'applied') this.#applied.set(key, (this.#applied.get(key) ?? 0) + 1)
      else this.#refused.set(key, { count: (this.#refused.get(key)?.count ?? 0) + 1, round: this.#round })
    }
  }

  /** Whether it was refused, and nothing has changed since that would let it pass. */
  stands(thought: Thought): boolean {
    const refused = this.#refused.get(signature(thought))
    return refused !== undefined && (refused.count >= MOST_REFUSALS || refused.round === this.#round)
  }

  /** Whether it was applied before, and other fixes took it back each time. */
  goesRound(thought: Thought): boolean {
    return (this.#applied.get(signature(thought)) ?? 0) >= MOST_TIMES
  }
}

function signature({ finding, changes }: Thought): string {
  const { documentId, pointer, kind, namespace, name } = finding.object
  return JSON.stringify([
    finding.rule.id,
    documentId,
    pointer,
    kind,
    namespace,
    name,
    finding.found.at.pointer,
    changes.map((change) => change.operations),
  ])
}
