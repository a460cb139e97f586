import type { CheckReport, ViolationName } from '@aks-copilot/contracts'
import { type Finding, Inspector } from './inspect/inspect.ts'
import type { CheckOptions } from './check-options.ts'
import { type Outcome, patchRound, type SearchBudget } from './patch/patch-round.ts'
import { History } from './patch/history.ts'
import { serverRefusal, type ServerVerdicts, withServerGate } from './patch/server-verdicts.ts'
import { buildReport } from './report/build-report.ts'
import { type Case, Cases, violationName } from './report/cases.ts'
import type { Bundle } from './source/bundle.ts'
import { fileText } from './source/manifest.ts'
import { think, type Thought } from './think/think.ts'

/** Conversions uncover more to do; no real bundle needs more than a handful of rounds. */
const MOST_ROUNDS = 20
/** How often a run looks at the whole bundle again in search of a fix to blame. */
const MOST_SEARCHES = 100

export interface FixOptions extends CheckOptions {
  /** Whether the caller will write the result, so that the report says `applied` rather than `proposed`. */
  readonly written: boolean
  /** Apply the fixes of these rules alone; every rule still judges the result. */
  readonly fixOnly?: readonly string[]
  /** Decides fixes one by one: true applies one that is proposed, even if optional; false leaves it; undefined leaves it to the other options. */
  readonly choose?: (violation: ViolationName) => boolean | undefined
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
  const history = new History()
  const budget: SearchBudget = { left: MOST_SEARCHES }
  const verdicts: ServerVerdicts = options.serverVerdicts ?? new Map()
  for (let count = 0; ; count += 1) {
    const wanted = thoughts.filter(
      (thought) => isChosen(thought, met.get(thought), options) && thought.changes.length > 0 && !history.stands(thought),
    )
    const turnedDown = wanted.flatMap((thought) =>
      history.goesRound(thought) ? refusal(thought, 'another fix takes it back each time') : (serverRefusal(thought, verdicts) ?? []),
    )
    for (const outcome of turnedDown) note(outcome, met)
    const down = new Set(turnedDown.map((outcome) => outcome.thought))
    const left = wanted.filter((thought) => !down.has(thought))
    if (left.length === 0) break
    if (count === MOST_ROUNDS) {
      for (const thought of left) note(refusal(thought, `the fixes did not come to an end in ${MOST_ROUNDS} rounds`), met)
      break
    }
    // Fixes that waited for others in vain are refused; those that waited for a refused one get their turn.
    const round = patchRound(left, findings, bundle, inspector, options, budget)
    const stuck = !round.outcomes.some(({ status }) => status === 'applied') && (round.waiting.length === 0 || round.outcomes.length === 0)
    const applied = settle(stuck ? [...round.outcomes, ...round.waiting] : round.outcomes, met, history)
    cases.closeWith(applied)
    cases.rename(round.renames)
    bundle = round.bundle
    ;({ findings, thoughts } = look(bundle, inspector, options))
    met = cases.meet(thoughts, bundle)
    cases.closeUnmet(met)
    if (stuck) break
  }
  for (const one of cases.all) {
    if (one.outcome === undefined) one.leftOut = options.choose?.(violationName(one)) === false
    else one.outcome = withServerGate(one.outcome, verdicts)
  }
  const report = buildReport(
    { bundle: original, cases: cases.all, suppressed: first.suppressed, skipped: first.skipped, written: options.written },
    options,
  )
  return { report, bundle, files: changedFiles(original, bundle) }
}

function isChosen({ finding, wanted, proposes }: Thought, one: Case | undefined, { fixOnly, choose }: FixOptions): boolean {
  const choice = one === undefined ? undefined : choose?.(violationName(one))
  if (choice !== undefined) return choice && proposes
  return wanted && (fixOnly === undefined || fixOnly.includes(finding.rule.id))
}

function look(bundle: Bundle, inspector: Inspector, options: FixOptions) {
  const findings: readonly Finding[] = inspector.inspect(bundle)
  const { kept, suppressed, problems } = options.suppressions?.apply(findings, bundle) ?? { kept: findings, suppressed: [], problems: [] }
  return { findings, thoughts: think(kept, bundle, inspector, options), suppressed, skipped: [...bundle.skipped, ...problems] }
}

/** Notes the outcomes; returns those that were applied. */
function settle(outcomes: readonly Outcome[], met: ReadonlyMap<Thought, Case>, history: History): Outcome[] {
  for (const outcome of outcomes) note(outcome, met)
  history.remember(outcomes)
  return outcomes.filter(({ status }) => status === 'applied')
}

function refusal(thought: Thought, reason: string): Outcome {
  return { thought, status: 'refused', gates: [], reason }
}

function note(outcome: Outcome, met: ReadonlyMap<Thought, Case>): void {
  const one = met.get(outcome.thought)
  if (one !== undefined) one.outcome = outcome
}

/** The files whose text differs between two states of a bundle. */
export function changedFiles(before: Bundle, after: Bundle): FixedFile[] {
  return before.files.flatMap((file, index) => {
    const now = after.files[index]
    const [old, text] = [fileText(file), now === undefined ? '' : fileText(now)]
    return old === text ? [] : [{ path: file.path, before: old, after: text }]
  })
}
