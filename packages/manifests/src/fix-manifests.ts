import type { CheckReport } from '@aks-copilot/contracts'
import { type Finding, Inspector } from './inspect/inspect.ts'
import type { CheckOptions } from './check-options.ts'
import { type Outcome, patchRound, type Round } from './patch/patch-round.ts'
import { serverRefusal, type ServerVerdicts, withServerGate } from './patch/server-verdicts.ts'
import { buildReport } from './report/build-report.ts'
import { type Case, Cases } from './report/cases.ts'
import type { Bundle } from './source/bundle.ts'
import { fileText } from './source/manifest.ts'
import { think, type Thought } from './think/think.ts'

/** Conversions uncover more to do; no real bundle needs more than a handful of rounds. */
const MOST_ROUNDS = 20

export interface FixOptions extends CheckOptions {
  /** Whether the caller will write the result, so that the report says `applied` rather than `proposed`. */
  readonly written: boolean
  /** Apply the fixes of these rules alone; every rule still judges the result. */
  readonly fixOnly?: readonly string[]
  /** What a cluster said of the objects that an earlier run of the same fixes changed. */
  readonly serverVerdicts?: ServerVerdicts
}

/** A file whose text the fixes change. */
export interface FixedFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

export interface FixResult {
  readonly report: CheckReport
  /** The bundle with every applied fix in it. */
  readonly bundle: Bundle
  readonly files: readonly FixedFile[]
}

/**
 * Inspector → Thinker → Patcher, in rounds until a look at the bundle proposes nothing that was not refused. Writes nothing:
 * the caller gets the new texts.
 */
export function fixManifests(original: Bundle, options: FixOptions): FixResult {
  const inspector = new Inspector(options)
  const cases = new Cases()
  const first = look(original, inspector, options)
  let { findings, thoughts } = first
  let bundle = original
  let met = cases.meet(thoughts, bundle)
  const refused = new Set<string>()
  const verdicts: ServerVerdicts = options.serverVerdicts ?? new Map()
  for (let count = 0; count < MOST_ROUNDS; count += 1) {
    const wanted = thoughts.filter((thought) => thought.wanted && thought.changes.length > 0 && isChosen(thought, options) && !refused.has(signature(thought)))
    const turnedDown = wanted.flatMap((thought) => serverRefusal(thought, verdicts) ?? [])
    for (const outcome of turnedDown) note(outcome, met)
    const left = wanted.filter((thought) => !turnedDown.some((outcome) => outcome.thought === thought))
    if (left.length === 0) break
    const round = patchRound(left, findings, bundle, inspector, options)
    const applied = settle(round, met, refused)
    cases.closeWith(applied)
    cases.rename(round.renames)
    bundle = round.bundle
    ;({ findings, thoughts } = look(bundle, inspector, options))
    met = cases.meet(thoughts, bundle)
    cases.closeUnmet(met)
    if (applied.length === 0) break
  }
  for (const one of cases.all) if (one.outcome !== undefined) one.outcome = withServerGate(one.outcome, verdicts)
  const report = buildReport({ bundle: original, cases: cases.all, suppressed: first.suppressed, skipped: first.skipped, written: options.written }, options)
  return { report, bundle, files: changedFiles(original, bundle) }
}

function isChosen({ finding }: Thought, { fixOnly }: FixOptions): boolean {
  return fixOnly === undefined || fixOnly.includes(finding.rule.id)
}

function look(bundle: Bundle, inspector: Inspector, options: FixOptions) {
  const findings: readonly Finding[] = inspector.inspect(bundle)
  const { kept, suppressed, problems } = options.suppressions?.apply(findings, bundle) ?? { kept: findings, suppressed: [], problems: [] }
  return { findings, thoughts: think(kept, bundle, inspector, options), suppressed, skipped: [...bundle.skipped, ...problems] }
}

/** Notes the outcomes; returns those that were applied. A refusal stands until another fix changes the bundle. */
function settle(round: Round, met: ReadonlyMap<Thought, Case>, refused: Set<string>): Outcome[] {
  const applied = round.outcomes.filter((outcome) => outcome.status === 'applied')
  for (const outcome of round.outcomes) note(outcome, met)
  if (applied.length > 0) refused.clear()
  for (const outcome of round.outcomes) if (outcome.status === 'refused') refused.add(signature(outcome.thought))
  return applied
}

function note(outcome: Outcome, met: ReadonlyMap<Thought, Case>): void {
  const one = met.get(outcome.thought)
  if (one !== undefined) one.outcome = outcome
}

function signature({ finding, changes }: Thought): string {
  const { file, kind, namespace, name } = finding.object
  return JSON.stringify([finding.rule.id, file, kind, namespace, name, finding.found.at.pointer, changes.map((change) => change.operations)])
}

function changedFiles(before: Bundle, after: Bundle): FixedFile[] {
  return before.files.flatMap((file, index) => {
    const now = after.files[index]
    const [old, text] = [fileText(file), now === undefined ? '' : fileText(now)]
    return old === text ? [] : [{ path: file.path, before: old, after: text }]
  })
}
