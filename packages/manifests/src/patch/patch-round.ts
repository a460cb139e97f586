import type { Gate } from '@aks-copilot/contracts'
import type { Finding, Inspector } from '../inspect/inspect.ts'
import { type Bundle, rereadDocument } from '../source/bundle.ts'
import type { ManifestDocument } from '../source/manifest.ts'
import { think, type Thought, type ThinkOptions } from '../think/think.ts'
import { applyChanges } from './apply-changes.ts'
import { certifyDocuments, gate, objectAfter, type Rewritten } from './certify.ts'
import { countFindings, countKey, newFindings, objectKey, type Renames } from './compare-findings.ts'

/** What became of one thought: applied with all its gates, or refused with the gate that failed or the reason. */
export interface Outcome {
  readonly thought: Thought
  readonly status: 'applied' | 'refused'
  readonly gates: readonly Gate[]
  readonly reason?: string
}

export interface Round {
  readonly bundle: Bundle
  readonly outcomes: readonly Outcome[]
  readonly renames: Renames
}

interface Accepted {
  readonly thought: Thought
  readonly gates: readonly Gate[]
  readonly rewritten: readonly Rewritten[]
}

/**
 * One round of the Patcher: applies what fits together, then proves it on the whole bundle. When the bundle as a whole got
 * worse, each fix is tried by itself, so that only the one to blame is refused. Fixes whose place was changed by an earlier
 * one are left for the next round.
 */
export function patchRound(thoughts: readonly Thought[], before: readonly Finding[], bundle: Bundle, inspector: Inspector, options: ThinkOptions): Round {
  const draft = new Draft(bundle, inspector)
  for (const thought of dropsLast(thoughts)) draft.try(thought)
  const together = draft.prove(before, options)
  if (together.every((outcome) => outcome.status === 'applied')) return draft.finish([...draft.refused, ...together])
  return together.length === 1 ? { bundle, outcomes: [...draft.refused, ...together], renames: new Map() } : oneByOne(draft, before, bundle, inspector, options)
}

/** Edits first: a dropped item of a List moves the places of those after it. Drops from the end, for the same reason. */
function dropsLast(thoughts: readonly Thought[]): Thought[] {
  const drops = (thought: Thought): boolean => thought.changes.some((change) => change.does === 'drop')
  return [...thoughts.filter((thought) => !drops(thought)), ...thoughts.filter(drops).toReversed()]
}

function oneByOne(tried: Draft, before: readonly Finding[], bundle: Bundle, inspector: Inspector, options: ThinkOptions): Round {
  const outcomes: Outcome[] = [...tried.refused]
  const good: Thought[] = []
  for (const { thought } of tried.accepted) {
    const draft = new Draft(bundle, inspector)
    for (const earlier of [...good, thought]) draft.try(earlier)
    const verdict = draft.prove(before, options).find((outcome) => outcome.thought === thought)
    if (verdict?.status === 'applied') good.push(thought)
    else if (verdict !== undefined) outcomes.push(verdict)
  }
  const draft = new Draft(bundle, inspector)
  for (const thought of good) draft.try(thought)
  return draft.finish([...outcomes, ...draft.prove(before, options)])
}

/** The documents of a bundle under change; the bundle itself stays as it is. */
class Draft {
  readonly accepted: Accepted[] = []
  readonly refused: Outcome[] = []
  readonly #bundle: Bundle
  readonly #inspector: Inspector
  readonly #documents = new Map<number, readonly ManifestDocument[]>()

  constructor(bundle: Bundle, inspector: Inspector) {
    this.#bundle = bundle
    this.#inspector = inspector
  }

  /** Applies one thought to the draft if its operations fit and its documents hold the gates. */
  try(thought: Thought): void {
    const lost = thought.ledger?.find((entry) => entry.outcome === 'lost' && entry.security === true)
    if (lost !== undefined) return this.#refuse(thought, [], `${lost.path} would be lost: ${lost.reason}`)
    const applied = applyChanges(thought.changes, (id) => this.#current(id))
    if (!applied.ok) {
      if (!applied.stale) this.#refuse(thought, [gate('operations-applied', false, applied.reason)], applied.reason)
      return
    }
    const rewritten = applied.edits.map((edit) => ({ edit, after: rereadDocument(edit.document, edit.text) }))
    const gates = certifyDocuments(thought, rewritten, this.#inspector.options.schemas)
    const failed = gates.find((one) => !one.pass)
    if (failed !== undefined) return this.#refuse(thought, gates, failed.detail)
    for (const { edit, after } of rewritten) this.#documents.set(edit.document.id, after)
    this.accepted.push({ thought, gates, rewritten })
  }

  #refuse(thought: Thought, gates: readonly Gate[], reason: string): void {
    this.refused.push({ thought, status: 'refused', gates, reason })
  }

  /** A document that became several in this round waits for the next. */
  #current(id: number): ManifestDocument | undefined {
    const now = this.#documents.get(id)
    return now === undefined ? this.#bundle.document(id) : now.length === 1 ? now[0] : undefined
  }

  get renames(): Renames {
    const renames = new Map<string, string>()
    for (const { thought, rewritten } of this.accepted) {
      for (const change of thought.changes) {
        const after = change.does === 'edit' ? objectAfter(change.object, rewritten) : undefined
        if (after !== undefined && objectKey(after) !== objectKey(change.object)) renames.set(objectKey(change.object), objectKey(after))
      }
    }
    return renames
  }

  /** Gates 2, 3 and 8: those that only the whole bundle decides. */
  prove(before: readonly Finding[], options: ThinkOptions): Outcome[] {
    const bundle = this.#bundle.withDocuments(this.#documents)
    const after = this.#inspector.inspect(bundle)
    const renames = this.renames
    const fresh = newFindings(before, after, renames)
    const [had, has] = [countFindings(before, renames), countFindings(after, new Map())]
    const proposedAgain = new Set(think(after.filter((finding) => this.#concerns(finding, renames)), bundle, this.#inspector, options).filter((thought) => thought.wanted).map((thought) => placeKey(thought, new Map())))
    const mended = Map.groupBy(this.accepted, ({ thought }) => countKey(thought.finding.rule.id, objectKey(thought.finding.object), renames))
    return this.accepted.map(({ thought, gates }) => {
      const key = countKey(thought.finding.rule.id, objectKey(thought.finding.object), renames)
      const gone = (has.get(key) ?? 0) <= (had.get(key) ?? 0) - (mended.get(key)?.length ?? 1)
      const silent = !proposedAgain.has(placeKey(thought, renames))
      const first = fresh[0]
      return verdict(thought, gates, [
        gate('violation-gone', gone, gone ? `${thought.finding.rule.id} no longer fires here` : `${thought.finding.rule.id} still fires here`),
        gate('nothing-new', first === undefined, first === undefined ? `${bundle.objects.length} objects inspected again: no new error or warning` : `${first.rule.id} on ${first.object.kind} ${first.object.name}: ${first.found.message}`),
        gate('second-run-silent', silent, silent ? 'a second run proposes nothing here' : 'a second run would propose a change here again'),
      ])
    })
  }

  #concerns(finding: Finding, renames: Renames): boolean {
    return this.accepted.some(({ thought }) => thought.finding.rule === finding.rule && (renames.get(objectKey(thought.finding.object)) ?? objectKey(thought.finding.object)) === objectKey(finding.object))
  }

  finish(outcomes: readonly Outcome[]): Round {
    return { bundle: this.#bundle.withDocuments(this.#documents), outcomes, renames: this.renames }
  }
}

function placeKey(thought: Thought, renames: Renames): string {
  return `${countKey(thought.finding.rule.id, objectKey(thought.finding.object), renames)}\n${thought.finding.found.at.pointer}`
}

const ORDER = ['operations-applied', 'violation-gone', 'nothing-new', 'schema-valid', 'declared-paths-only', 'text-equals-object', 'other-bytes-unchanged', 'second-run-silent']

function verdict(thought: Thought, documentGates: readonly Gate[], bundleGates: readonly Gate[]): Outcome {
  const gates = [...documentGates, ...bundleGates].toSorted((left, right) => ORDER.indexOf(left.gate) - ORDER.indexOf(right.gate))
  const failed = gates.find((one) => !one.pass)
  return failed === undefined ? { thought, status: 'applied', gates } : { thought, status: 'refused', gates, reason: failed.detail }
}
