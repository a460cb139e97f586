import type { FixKind, LedgerEntry, PatchOperation } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import type { Finding, Inspector } from '../inspect/inspect.ts'
import type { Answer, Change, Intent, Proposal } from '../inspect/rule.ts'
import type { TargetProfile } from '../profiles/profile.ts'
import type { Bundle } from '../source/bundle.ts'
import type { ManifestObject } from '../source/manifest.ts'
import { resolveOperations } from './resolve-operations.ts'

/** What a fix does to one object. */
export type ResolvedChange =
  | {
      readonly does: 'edit'
      readonly object: ManifestObject
      readonly operations: readonly PatchOperation[]
      /** Part of a conversion. */ readonly converts: boolean
    }
  | { readonly does: 'drop'; readonly object: ManifestObject; readonly note: string; readonly operations: readonly PatchOperation[] }
  | {
      readonly does: 'add'
      readonly object: ManifestObject
      readonly objects: readonly Readonly<Record<string, unknown>>[]
      readonly operations: readonly PatchOperation[]
    }

/** A finding with what the Thinker would do about it. */
export interface Thought {
  readonly finding: Finding
  readonly kind: FixKind
  readonly description: string
  /** One atomic set: all of it or nothing. Empty for `judge`. */
  readonly changes: readonly ResolvedChange[]
  readonly ledger: readonly LedgerEntry[] | undefined
  /** Whether there is anything to apply, wanted or not. */
  readonly proposes: boolean
  /** Whether `fix` applies it: auto and doc always, opt where allowed, judge never. */
  readonly wanted: boolean
  /** Everything that may be the answer to a judgement, where the rule knows. */
  readonly answers?: (() => readonly Answer[]) | undefined
  /** The model that proposes the changes; undefined: the rule does. */
  readonly model?: string | undefined
  /** What the rule said before a model proposed something: who must decide what. */
  readonly judgement?: string | undefined
}

export interface ThinkOptions {
  /** Fixes of kind `opt` that the user allows: rule ids or `all`. */
  readonly allow: readonly string[]
}

/** The Thinker: for each finding the operations that would mend it, or the decision that a person must take. */
export function think(findings: readonly Finding[], bundle: Bundle, inspector: Inspector, options: ThinkOptions): Thought[] {
  const context = inspector.context(bundle)
  return findings.map((finding) => {
    const proposal = finding.rule.propose?.(finding.found, { ...context, object: finding.object })
    return toThought(finding, proposal, context.target, options)
  })
}

function toThought(finding: Finding, proposal: Proposal | undefined, target: TargetProfile, options: ThinkOptions): Thought {
  if (proposal === undefined || proposal.kind === 'judge') {
    return {
      finding,
      kind: 'judge',
      description: proposal?.description ?? finding.found.help ?? finding.rule.help,
      changes: [],
      ledger: undefined,
      proposes: false,
      wanted: false,
      answers: proposal?.answers,
    }
  }
  const allowed = proposal.kind !== 'opt' || isAllowed(finding.rule.id, target.allow) || isAllowed(finding.rule.id, options.allow)
  return new Plan(finding, proposal, allowed)
}

/** A thought whose operations are worked out when somebody asks: a look at thousands of objects never does. */
class Plan implements Thought {
  readonly finding: Finding
  readonly kind: FixKind
  readonly description: string
  readonly ledger: readonly LedgerEntry[] | undefined
  readonly proposes: boolean
  readonly #proposal: Exclude<Proposal, { kind: 'judge' }>
  readonly #allowed: boolean
  #changes: readonly ResolvedChange[] | undefined

  constructor(finding: Finding, proposal: Exclude<Proposal, { kind: 'judge' }>, allowed: boolean) {
    this.finding = finding
    this.kind = proposal.kind
    this.description = proposal.description
    this.ledger = proposal.kind === 'doc' ? proposal.ledger : undefined
    this.proposes = proposal.changes.length > 0
    this.#proposal = proposal
    this.#allowed = allowed
  }

  get changes(): readonly ResolvedChange[] {
    this.#changes ??= resolveChanges(this.finding.object, this.#proposal)
    return this.#changes
  }

  get wanted(): boolean {
    return this.#allowed && this.proposes
  }
}

function isAllowed(id: string, allow: readonly string[]): boolean {
  return allow.includes('all') || allow.includes(id)
}

function resolveChanges(object: ManifestObject, { kind, changes }: Exclude<Proposal, { kind: 'judge' }>): ResolvedChange[] {
  const own = changes.filter((change): change is Intent => 'at' in change)
  const others = changes.filter((change): change is Change => !('at' in change))
  const all: readonly Change[] = own.length > 0 ? [{ does: 'edit', object, intents: own }, ...others] : others
  return all
    .map((change) => resolveChange(change, kind === 'doc'))
    .filter((change) => change.does !== 'edit' || change.operations.length > 0)
}

function resolveChange(change: Change, converts: boolean): ResolvedChange {
  switch (change.does) {
    case 'edit':
      return { does: 'edit', object: placed(change.object), operations: resolveOperations(change.object.value, change.intents), converts }
    case 'drop':
      return {
        does: 'drop',
        object: placed(change.object),
        note: change.note,
        operations: [...identity(change.object), { op: 'remove', path: '' }],
      }
    case 'add':
      return { does: 'add', object: placed(change.after), objects: change.objects, operations: [] }
  }
}

function identity(object: KubernetesObject): PatchOperation[] {
  return [
    { op: 'test', path: '/kind', value: object.kind },
    { op: 'test', path: '/metadata/name', value: object.name },
  ]
}

/** Rules see plain objects; what they hand back always came out of a bundle. */
function placed(object: KubernetesObject): ManifestObject {
  return object as ManifestObject
}
