import type { FixKind, LedgerEntry, Severity } from '@aks-copilot/contracts'
import type { Field, KubernetesObject, Schemas } from '@aks-copilot/kubernetes'
import type { SourceProfile, TargetProfile } from '../profiles/profile.ts'

/** The part of the bundle that a rule sees: objects, not files. */
export interface BundleView {
  readonly objects: readonly KubernetesObject[]
  /** False where some documents could not be read: what is missing may stand in one of them. */
  readonly complete: boolean
  of(...kinds: readonly string[]): readonly KubernetesObject[]
  find(kind: string, namespace: string | undefined, name: string): KubernetesObject | undefined
}

export interface RuleContext {
  readonly bundle: BundleView
  readonly source: SourceProfile
  readonly target: TargetProfile
  /** The schemas of the target's Kubernetes version. */
  readonly schemas: Schemas
}

/** What a rule found, with whatever its Thinker's half needs to know beside the place. */
export type Found<Data extends object = object> = Data & {
  readonly at: Field
  readonly message: string
  /** Only where one rule has several severities. */
  readonly severity?: Severity
  /** Only where the remedy depends on what was found; the default is the description of the fix. */
  readonly help?: string
}

export type RuleGroup = 'aks' | 'pss' | 'auto' | 'k3s' | 'okd' | 'api' | 'ref' | 'schema'

export interface RuleDefinition<Data extends object> {
  /** Also the name of the rule's folder. */
  readonly id: string
  readonly group: RuleGroup
  readonly title: string
  /** Why it matters on AKS: one or two sentences, plain. */
  readonly why: string
  /** How to mend it, for `explain` and where no fix is proposed: one sentence in the imperative. */
  readonly help: string
  readonly severity: Severity
  /** The severity on one target, or off; default: `severity` everywhere. The profile's own map wins over both. */
  readonly severityOn?: (target: TargetProfile) => Severity | 'off'
  /** How it is usually mended (catalogue); the proposal itself decides in each case. */
  readonly fix: FixKind | 'none'
  /** Kinds to look at, or every object. */
  readonly kinds: readonly string[] | 'all'
  /** Kinds that `inspect` looks up in the bundle. None: the verdict depends on the object (and the profiles) alone. */
  readonly reads?: readonly string[] | 'all'
  /** True: applies only if the source profile assumes this rule's group, because the manifest alone proves nothing. */
  readonly assumes?: boolean
  /** Where a fix may change an object: pointers with `*` for one step and `**` for any number. Everything for a conversion: ['**']. */
  readonly changes?: readonly string[]
  inspect(object: KubernetesObject, context: RuleContext): Iterable<Found<Data>>
  propose?(found: Found<Data>, context: RuleContext & { readonly object: KubernetesObject }): Proposal | undefined
}

/** A rule with its own data hidden: what the Inspector and the Thinker work with. */
export type Rule = RuleDefinition<object>

/** Defines a rule; the data that `inspect` yields is what `propose` receives. */
export function rule<Data extends object = object>(definition: RuleDefinition<Data>): Rule {
  return definition
}

/** Something found at a place. `extra` reaches `propose`, and may set `severity` or `help`. */
export function violation<Extra extends object = object>(at: Field, message: string, extra?: Extra): Found<Extra> {
  return { at, message, ...extra } as Found<Extra>
}

/** One wish about a field; the Thinker turns wishes into RFC 6902 operations with `test` in front. */
export type Intent =
  | { readonly does: 'set'; readonly at: Field; readonly value: unknown }
  | { readonly does: 'append'; readonly at: Field; readonly value: unknown }
  | { readonly does: 'remove'; readonly at: Field }
  | { readonly does: 'rename'; readonly at: Field; readonly key: string }

/** Makes the field have this value; missing parents are made, too. */
export function set(at: Field, value: unknown): Intent {
  return { does: 'set', at, value }
}

/** Adds an element at the end of a list; a missing list is made. */
export function append(at: Field, value: unknown): Intent {
  return { does: 'append', at, value }
}

/** Takes a key or a list element away. Several removals of one fix are safe in any order. */
export function remove(at: Field): Intent {
  return { does: 'remove', at }
}

/** Gives a map entry another key; its value, and the comments at it, stay. */
export function rename(at: Field, key: string): Intent {
  return { does: 'rename', at, key }
}

/** One object's part in an atomic fix. */
export type Change =
  | { readonly does: 'edit'; readonly object: KubernetesObject; readonly intents: readonly Intent[] }
  | { readonly does: 'drop'; readonly object: KubernetesObject; readonly note: string }
  | { readonly does: 'add'; readonly after: KubernetesObject; readonly objects: readonly Readonly<Record<string, unknown>>[] }

export function edit(object: KubernetesObject, intents: readonly Intent[]): Change {
  return { does: 'edit', object, intents }
}

/** Takes a whole object out of the manifests; `note` says why, in a comment that stays in its place. */
export function drop(object: KubernetesObject, note: string): Change {
  return { does: 'drop', object, note }
}

/** Adds whole objects after another one, in the same file. */
export function addAfter(after: KubernetesObject, ...objects: readonly Readonly<Record<string, unknown>>[]): Change {
  return { does: 'add', after, objects }
}

/** What the Thinker would do about one violation. `description` is the remedy: one sentence in the imperative. */
export type Proposal =
  | { readonly kind: 'auto' | 'opt'; readonly description: string; readonly changes: readonly (Intent | Change)[] }
  | {
      readonly kind: 'doc'
      readonly description: string
      readonly changes: readonly (Intent | Change)[]
      readonly ledger: readonly LedgerEntry[]
    }
  | { readonly kind: 'judge'; readonly description: string; readonly answers?: () => readonly Answer[] }

/** One thing that may be the answer to a judgement. */
export interface Answer {
  readonly intents: readonly Intent[]
  /** What in the manifests speaks for it; undefined: nothing does, it is merely possible. */
  readonly because: string | undefined
}

/** A fix that keeps what the author meant; applied by `fix`. Bare intents are about the object itself. */
export function automatic(description: string, changes: readonly (Intent | Change)[]): Proposal {
  return { kind: 'auto', description, changes }
}

/** A fix that changes behaviour: applied only where the target profile or `--allow` says so. */
export function option(description: string, changes: readonly (Intent | Change)[]): Proposal {
  return { kind: 'opt', description, changes }
}

/** A fix that converts, drops or adds whole objects, with what became of each field. A lost security field refuses it. */
export function conversion(description: string, changes: readonly (Intent | Change)[], ledger: readonly LedgerEntry[]): Proposal {
  return { kind: 'doc', description, changes, ledger }
}

/**
 * Nothing to do by rule; `description` says who must decide what. `answers`: everything that may be right, where the manifests,
 * the profile or the schema tell; worked out only when somebody wants to choose.
 */
export function judgement(description: string, answers?: () => readonly Answer[]): Proposal {
  return answers === undefined ? { kind: 'judge', description } : { kind: 'judge', description, answers }
}
