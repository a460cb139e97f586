import type { Fix, Violation, ViolationName } from '@aks-copilot/contracts'
import { countKey, objectKey, type Renames } from '../patch/compare-findings.ts'
import type { Outcome } from '../patch/patch-round.ts'
import type { Bundle } from '../source/bundle.ts'
import type { ManifestObject } from '../source/manifest.ts'
import type { ResolvedChange, Thought } from '../think/think.ts'
import { type Position, Positions } from './positions.ts'

/** One violation on its way into the report: where it was seen first, and what came of it since. */
export interface Case {
  readonly first: Thought
  readonly position: Position
  /** The last outcome of the Patcher; undefined while nothing was tried. */
  outcome: Outcome | undefined
  /** Gone because of a fix of something else: which, in words. */
  goneWith: string | undefined
  /** Its fix was chosen not to be applied. */
  leftOut: boolean
  /** Rules whose fixes changed the object in the last round. */
  touchedBy: readonly string[]
  object: string
}

/** All violations of a run, followed through the rounds of the Patcher. */
export class Cases {
  readonly all: Case[] = []
  readonly #touched = new Map<string, Set<string>>()

  /** Takes up what a look at the bundle found: known cases are recognised, new ones get their position in this bundle. */
  meet(thoughts: readonly Thought[], bundle: Bundle): Map<Thought, Case> {
    const positions = new Positions(bundle)
    const open = Map.groupBy(
      this.all.filter((one) => one.outcome?.status !== 'applied' && one.goneWith === undefined),
      (one) => key(one.first, one.object),
    )
    const met = new Map<Thought, Case>()
    for (const exact of [true, false]) {
      for (const thought of thoughts) {
        if (met.has(thought)) continue
        const known = take(open.get(key(thought, objectKey(thought.finding.object))), exact ? thought.finding.found.at.pointer : undefined)
        if (known !== undefined) met.set(thought, known)
      }
    }
    for (const thought of thoughts) if (!met.has(thought)) met.set(thought, this.#add(thought, positions))
    return met
  }

  /** Remembers which fixes of this round touched the object of which case: one of them may have mended it along the way. */
  closeWith(applied: readonly Outcome[]): void {
    this.#touched.clear()
    for (const { thought } of applied) {
      for (const { object } of thought.changes) {
        const rules = this.#touched.get(objectKey(object)) ?? new Set()
        this.#touched.set(objectKey(object), rules.add(thought.finding.rule.id))
      }
    }
    for (const one of this.all) one.touchedBy = [...(this.#touched.get(one.object) ?? [])]
  }

  /** Cases that are no longer found are gone with the fixes of this round. */
  closeUnmet(met: Map<Thought, Case>): void {
    const found = new Set(met.values())
    for (const one of this.all) {
      if (found.has(one) || one.outcome?.status === 'applied') continue
      one.goneWith ??= one.touchedBy.length > 0 ? `the fix of ${one.touchedBy.join(', ')}` : 'fixes of other objects'
    }
  }

  rename(renames: Renames): void {
    for (const one of this.all) one.object = renames.get(one.object) ?? one.object
  }

  #add(thought: Thought, positions: Positions): Case {
    const { object, found } = thought.finding
    const one: Case = {
      first: thought,
      position: positions.of(object, found.at.pointer),
      outcome: undefined,
      goneWith: undefined,
      leftOut: false,
      touchedBy: [],
      object: objectKey(object),
    }
    this.all.push(one)
    return one
  }
}

function key(thought: Thought, object: string): string {
  return countKey(thought.finding.rule.id, object, new Map())
}

function take(candidates: Case[] | undefined, pointer: string | undefined): Case | undefined {
  const index = candidates?.findIndex((one) => pointer === undefined || one.first.finding.found.at.pointer === pointer) ?? -1
  return index < 0 ? undefined : candidates?.splice(index, 1)[0]
}

/** The violation that the report makes of a case, by its name. */
export function violationName({ first: { finding } }: Case): ViolationName {
  const { rule, object, found } = finding
  return { ruleId: rule.id, object: reference(object), file: object.file, path: found.at.pointer }
}

/** Writes a case as the report has it. `written`: the run wrote the fixed texts somewhere. */
export function toViolation(one: Case, written: boolean): Violation {
  const { rule, object, found, severity } = one.first.finding
  return {
    ruleId: rule.id,
    severity,
    message: found.message,
    why: rule.why,
    help: (one.outcome?.thought ?? one.first).description,
    object: reference(object),
    file: object.file,
    ...one.position,
    path: found.at.pointer,
    fix: toFix(one, written),
  }
}

function reference(object: ManifestObject): Violation['object'] {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
    name: object.name,
  }
}

/** Operations are worked out when a format asks for them: the terminal shows a thousand violations without one. */
function toFix(one: Case, written: boolean): Fix {
  const thought = one.outcome?.thought ?? one.first
  let changes: OwnChanges | undefined
  const all = (): OwnChanges => (changes ??= splitChanges(thought))
  return {
    kind: thought.kind,
    source: 'rule',
    ...(thought.kind === 'opt' ? { allowed: thought.wanted || one.outcome?.status === 'applied' } : {}),
    description: thought.description,
    get operations() {
      return all().operations
    },
    get adds() {
      return all().adds
    },
    get related() {
      return all().related
    },
    ...state(one, thought, written),
    ...(thought.ledger === undefined ? {} : { ledger: [...thought.ledger] }),
  }
}

type OwnChanges = Pick<Fix, 'operations' | 'adds' | 'related'>

function splitChanges({ changes, finding }: Thought): OwnChanges {
  const own = changes.find((change) => change.object === finding.object && change.does !== 'add')
  const adds = changes.flatMap((change) => (change.does === 'add' ? change.objects : []))
  const related = changes.filter((change) => change !== own && change.does !== 'add').map(toRelated)
  return {
    operations: [...(own?.operations ?? [])],
    adds: adds.length > 0 ? adds : undefined,
    related: related.length > 0 ? related : undefined,
  }
}

function toRelated(change: ResolvedChange): NonNullable<Fix['related']>[number] {
  return { object: reference(change.object), file: change.object.file, operations: [...change.operations] }
}

function state(one: Case, thought: Thought, written: boolean): Pick<Fix, 'status' | 'reason' | 'certificate'> {
  // A refused fix may stand behind a set that did the same: what counts is that the violation is gone.
  if (one.goneWith !== undefined && one.outcome?.status !== 'applied')
    return { status: written ? 'applied' : 'proposed', reason: `went away with ${one.goneWith}` }
  if (one.outcome !== undefined) {
    const { status, gates, reason } = one.outcome
    return {
      status: status === 'applied' && !written ? 'proposed' : status,
      certificate: { gates: [...gates] },
      ...(reason === undefined ? {} : { reason }),
    }
  }
  if (one.leftOut && thought.proposes) return { status: 'none', reason: 'left out, as chosen' }
  return { status: thought.proposes ? 'proposed' : 'none' }
}
