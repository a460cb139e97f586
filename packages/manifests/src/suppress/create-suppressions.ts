import type { Skipped, Suppressed } from '@aks-copilot/contracts'
import { describeObject, type KubernetesObject } from '@aks-copilot/kubernetes'
import { Positions } from '../report/positions.ts'
import type { Bundle } from '../source/bundle.ts'
import { type Baseline, fingerprintOf } from './baseline.ts'
import { ignoreComments, type LineIgnore } from './ignore-comments.ts'
import { type Ignore, readIgnores } from './ignore-entries.ts'
import type { Finding } from '../inspect/inspect.ts'
import type { Sifted, Suppressions } from '../inspect/suppressions.ts'

export interface SuppressionOptions {
  /** Every rule that there is, also those that are switched off: a suppression of any other is a slip. */
  readonly ruleIds: readonly string[]
  /** Violations that were there when the user began. */
  readonly baseline?: Baseline
}

/** The annotation by which a whole object lives with a rule: `rule-id: reason`, several on lines of their own or after `;`. */
const IGNORE_ANNOTATION = 'aks-copilot.dev/ignore'

/** Sifts out what annotations, comments and the baseline allow. Nothing is allowed without a reason. */
export function createSuppressions(options: SuppressionOptions): Suppressions {
  return { apply: (findings, bundle) => new Sieve(bundle, options).sift(findings) }
}

/** One look at one bundle. */
class Sieve {
  readonly #bundle: Bundle
  readonly #positions: Positions
  readonly #ruleIds: readonly string[]
  readonly #problems: Skipped[] = []
  readonly #annotations = new Map<KubernetesObject, readonly Ignore[]>()
  readonly #comments = new Map<number, readonly LineIgnore[]>()
  readonly #known: Map<string, number>

  constructor(bundle: Bundle, { ruleIds, baseline }: SuppressionOptions) {
    this.#bundle = bundle
    this.#positions = new Positions(bundle)
    this.#ruleIds = ruleIds
    this.#known = new Map()
    for (const { fingerprint } of baseline?.violations ?? []) this.#known.set(fingerprint, (this.#known.get(fingerprint) ?? 0) + 1)
    this.#readAnnotations()
    this.#readComments()
  }

  sift(findings: readonly Finding[]): Sifted {
    const kept: Finding[] = []
    const suppressed: Suppressed[] = []
    for (const finding of findings) {
      const why = this.#byAnnotation(finding) ?? this.#byComment(finding) ?? this.#byBaseline(finding)
      if (why === undefined) kept.push(finding)
      else suppressed.push({ ruleId: finding.rule.id, file: finding.object.file, line: this.#lineOf(finding), ...why })
    }
    return { kept, suppressed, problems: this.#problems }
  }

  #readAnnotations(): void {
    for (const object of this.#bundle.objects) {
      const at = object.annotations.at(IGNORE_ANNOTATION)
      if (at.text === undefined) continue
      const { ignores, problems } = readIgnores(at.text, this.#ruleIds)
      this.#annotations.set(object, ignores)
      if (problems.length === 0) continue
      const { line, column } = this.#positions.of(object, at.pointer)
      for (const problem of problems)
        this.#problems.push({ what: object.file, why: `the annotation of ${describeObject(object)} ${problem}`, line, column })
    }
  }

  #readComments(): void {
    for (const file of this.#bundle.files) {
      for (const document of file.documents) {
        if (!document.text.includes('aks-copilot-ignore')) continue
        const lines = this.#positions.lines(file.path)
        const first = lines?.at(lines.starts.get(document.id) ?? 0).line ?? 1
        const { ignores, problems } = ignoreComments(document.text, first, this.#ruleIds)
        this.#comments.set(document.id, ignores)
        for (const { why, line } of problems) this.#problems.push({ what: file.path, why, line })
      }
    }
  }

  #byAnnotation({ rule, object }: Finding): Pick<Suppressed, 'by' | 'reason'> | undefined {
    const ignore = this.#annotations.get(object)?.find(({ ruleId }) => ruleId === rule.id)
    return ignore === undefined ? undefined : { by: 'annotation', reason: ignore.reason }
  }

  /** A comment is about the line that it stands on or above; above the first key of an object it is about all of it. */
  #byComment(finding: Finding): Pick<Suppressed, 'by' | 'reason'> | undefined {
    const ignores = this.#comments.get(finding.object.documentId)?.filter(({ ruleId }) => ruleId === finding.rule.id) ?? []
    if (ignores.length === 0) return undefined
    const [line, first] = [this.#lineOf(finding), this.#positions.of(finding.object, '').line]
    const ignore = ignores.find((one) => one.line === line || (one.above && one.line === first))
    return ignore === undefined ? undefined : { by: 'comment', reason: ignore.reason }
  }

  /** A baseline that has a violation twice allows it twice. */
  #byBaseline({ rule, object, found }: Finding): Pick<Suppressed, 'by' | 'reason'> | undefined {
    if (this.#known.size === 0) return undefined
    const fingerprint = fingerprintOf({ ruleId: rule.id, file: object.file, object: describeObject(object), path: found.at.pointer })
    const left = this.#known.get(fingerprint) ?? 0
    if (left === 0) return undefined
    this.#known.set(fingerprint, left - 1)
    return { by: 'baseline', reason: 'was there when the baseline was written' }
  }

  #lineOf({ object, found }: Finding): number {
    return this.#positions.of(object, found.at.pointer).line
  }
}
