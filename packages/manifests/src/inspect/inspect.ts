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

/** The rules for one kind: those that need the object alone, and those that look around in the bundle. */
interface KindRules {
  readonly alone: readonly Rule[]
  readonly around: readonly Rule[]
}

/** Rules by the kind that they look at, with those that look at every kind. */
class RuleSet {
  readonly #byKind = new Map<string, KindRules>()
  readonly #rules: readonly Rule[]

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  for(kind: string): KindRules {
    const known = this.#byKind.get(kind)
    if (known !== undefined) return known
    const own = this.#rules.filter((rule) => rule.kinds === 'all' || rule.kinds.includes(kind))
    const rules = { alone: own.filter(({ reads }) => reads === undefined), around: own.filter(({ reads }) => reads !== undefined) }
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
  readonly #alone = new WeakMap<ManifestObject, readonly Finding[]>()

  constructor(options: InspectOptions) {
    this.options = options
    this.#rules = new RuleSet(options.rules.filter((rule) => this.#applies(rule)))
  }

  /** Everything that the rules find, object by object in the order of the files. */
  inspect(bundle: Bundle): Finding[] {
    const context = this.context(bundle)
    const findings: Finding[] = []
    for (const object of bundle.objects) {
      const { alone, around } = this.#rules.for(object.kind)
      findings.push(...this.#remembered(alone, object, context))
      for (const rule of around) this.#apply(rule, object, context, findings)
    }
    return findings
  }

  context(bundle: Bundle): RuleContext {
    const { source, target, schemas } = this.options
    return { bundle, source, target, schemas }
  }

  #remembered(rules: readonly Rule[], object: ManifestObject, context: RuleContext): readonly Finding[] {
    const known = this.#alone.get(object)
    if (known !== undefined) return known
    const findings: Finding[] = []
    for (const rule of rules) this.#apply(rule, object, context, findings)
    this.#alone.set(object, findings.length === 0 ? NOTHING : findings)
    return findings
  }

  #apply(rule: Rule, object: ManifestObject, context: RuleContext, findings: Finding[]): void {
    for (const found of rule.inspect(object, context)) {
      const severity = this.#severity(rule)
      if (severity !== 'off') findings.push({ rule, object, found, severity: this.#override(rule) ?? found.severity ?? severity })
    }
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
