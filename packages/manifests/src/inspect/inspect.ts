import type { Severity } from '@aks-copilot/contracts'
import type { Schemas } from '@aks-copilot/kubernetes'
import type { SourceProfile, TargetProfile } from '../profiles/profile.ts'
import type { Bundle } from '../source/bundle.ts'
import type { ManifestObject } from '../source/manifest.ts'
import type { Found, Rule, RuleContext } from './rule.ts'

/** One thing that a rule found in one object, before it has a line and a fix. */
export interface Finding {
  readonly rule: Rule
  readonly object: ManifestObject
  readonly found: Found
  readonly severity: Severity
}

export interface InspectOptions {
  readonly source: SourceProfile
  readonly target: TargetProfile
  readonly schemas: Schemas
  readonly rules: readonly Rule[]
}

/** Rules by the kind that they look at, and those that look at every kind. */
class RuleSet {
  readonly #byKind = new Map<string, readonly Rule[]>()
  readonly #rules: readonly Rule[]

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  for(kind: string): readonly Rule[] {
    const known = this.#byKind.get(kind)
    if (known !== undefined) return known
    const rules = this.#rules.filter((rule) => rule.kinds === 'all' || rule.kinds.includes(kind))
    this.#byKind.set(kind, rules)
    return rules
  }
}

/**
 * Looks at bundles with one set of rules and profiles. Verdicts that depend on an object alone are remembered,
 * so that looking again after an edit costs only what changed.
 */
export class Inspector {
  readonly options: InspectOptions
  readonly #rules: RuleSet
  readonly #severities = new Map<Rule, Severity | 'off'>()
  readonly #alone = new WeakMap<ManifestObject, Map<Rule, readonly Finding[]>>()

  constructor(options: InspectOptions) {
    this.options = options
    this.#rules = new RuleSet(options.rules.filter((rule) => this.#applies(rule)))
  }

  /** Everything that the rules find, object by object in the order of the files. */
  inspect(bundle: Bundle): Finding[] {
    const context = this.context(bundle)
    return bundle.objects.flatMap((object) => this.#inspectObject(object, context))
  }

  context(bundle: Bundle): RuleContext {
    const { source, target, schemas } = this.options
    return { bundle, source, target, schemas }
  }

  #inspectObject(object: ManifestObject, context: RuleContext): Finding[] {
    return this.#rules.for(object.kind).flatMap((rule) => (rule.reads === undefined ? this.#remembered(rule, object, context) : this.#apply(rule, object, context)))
  }

  #remembered(rule: Rule, object: ManifestObject, context: RuleContext): readonly Finding[] {
    let verdicts = this.#alone.get(object)
    if (verdicts === undefined) this.#alone.set(object, (verdicts = new Map()))
    let findings = verdicts.get(rule)
    if (findings === undefined) verdicts.set(rule, (findings = this.#apply(rule, object, context)))
    return findings
  }

  #apply(rule: Rule, object: ManifestObject, context: RuleContext): readonly Finding[] {
    const found = [...rule.inspect(object, context)]
    if (found.length === 0) return NOTHING
    const severity = this.#severity(rule)
    if (severity === 'off') return NOTHING
    return found.map((one) => ({ rule, object, found: one, severity: this.#override(rule) ?? one.severity ?? severity }))
  }

  #applies(rule: Rule): boolean {
    if (rule.assumes === true && !this.options.source.assumes.includes(rule.group)) return false
    return this.#severity(rule) !== 'off'
  }

  #override(rule: Rule): Severity | undefined {
    const severity = this.options.target.severity[rule.id]
    return severity === 'off' ? undefined : severity
  }

  #severity(rule: Rule): Severity | 'off' {
    let severity = this.#severities.get(rule)
    if (severity === undefined) {
      severity = this.options.target.severity[rule.id] ?? rule.severityOn?.(this.options.target) ?? rule.severity
      this.#severities.set(rule, severity)
    }
    return severity
  }
}

const NOTHING: readonly Finding[] = []
