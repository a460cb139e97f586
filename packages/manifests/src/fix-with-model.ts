import { CopilotError, type Fix, type PatchOperation, type Skipped, type Violation } from '@aks-copilot/contracts'
import { changedFiles, type FixedFile, type FixOptions, type FixResult } from './fix-manifests.ts'
import { Inspector } from './inspect/inspect.ts'
import type { Outcome } from './patch/patch-round.ts'
import { proveProposal } from './patch/prove-proposal.ts'
import { serverRefusal, withServerGate } from './patch/server-verdicts.ts'
import type { Bundle } from './source/bundle.ts'
import type { JudgeModel } from './think/model/judge-model.ts'
import { judgeRequest } from './think/model/judge-request.ts'
import { proposeOperations } from './think/model/propose-operations.ts'
import { think, type Thought } from './think/think.ts'

/** So many questions to a model in one run, unless told otherwise: each takes seconds. */
const MOST_QUESTIONS = 40

export interface ModelFixOptions {
  readonly judge: JudgeModel
  /** Whether the result has what the model proposed and every gate let pass; else it is told and left out. */
  readonly accept: boolean
  /** Default 40. */
  readonly mostQuestions?: number | undefined
  /** Asks also where the rule knows no answer; nothing of that can pass. For measuring. */
  readonly askAll?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, of: number) => void) | undefined
}

export interface ModelFixResult extends FixResult {
  readonly asked: number
  /** Questions to which the model gave no operations. */
  readonly declined: number
  /** What each proposal came to. */
  readonly outcomes: readonly Outcome[]
  /** What the proposals that passed would change beside `files`; empty where they are accepted. */
  readonly proposed: readonly FixedFile[]
}

/**
 * Asks a model about the judgements that the rules left, where the rules know the possible answers, and proves each proposal with
 * all gates and four more. Takes the result of `fixManifests`; where the model fails, that result stands, and `skipped` says so.
 * `options.serverVerdicts`: what a cluster said of the objects that an earlier run with the same answers changed.
 */
export async function fixWithModel(
  original: Bundle,
  first: FixResult,
  options: FixOptions,
  model: ModelFixOptions,
): Promise<ModelFixResult> {
  const inspector = new Inspector(options)
  const found = inspector.inspect(first.bundle)
  const { kept } = options.suppressions?.apply(found, first.bundle) ?? { kept: found }
  const open = think(kept, first.bundle, inspector, options).filter((thought) => isOpen(thought, options, model))
  const answers = await ask(open.slice(0, model.mostQuestions ?? MOST_QUESTIONS), model)
  let bundle = first.bundle
  const verdicts = options.serverVerdicts ?? new Map()
  const outcomes = answers.proposals.map((proposal) => {
    const refused = serverRefusal(proposal, verdicts)
    if (refused !== undefined) return refused
    const proven = proveProposal(proposal, bundle, inspector, options)
    bundle = proven.bundle
    return withServerGate(proven.outcome, verdicts)
  })
  const after = model.accept ? bundle : first.bundle
  return {
    asked: answers.asked,
    declined: answers.declined,
    outcomes,
    bundle: after,
    files: model.accept ? changedFiles(original, bundle) : first.files,
    proposed: model.accept ? [] : changedFiles(first.bundle, bundle),
    report: withOutcomes(first.report, outcomes, { applied: model.accept && options.written, accepted: model.accept }, [
      ...answers.skipped,
      ...unasked(open.length - (model.mostQuestions ?? MOST_QUESTIONS), model.judge.name),
    ]),
  }
}

/** Rendered text and Templates have no place where an answer could be written. */
function isOpen({ kind, finding, answers }: Thought, { fixOnly }: FixOptions, { askAll }: ModelFixOptions): boolean {
  const { origin, virtual } = finding.object
  if (kind !== 'judge' || virtual || (origin !== 'file' && origin !== 'stdin')) return false
  if (fixOnly !== undefined && !fixOnly.includes(finding.rule.id)) return false
  return askAll === true || (answers?.() ?? []).length > 0
}

interface Asked {
  asked: number
  declined: number
  readonly proposals: Thought[]
  readonly skipped: Skipped[]
}

/** One question after the other; the same question is asked once. A fault of the endpoint ends the asking, not the run. */
async function ask(thoughts: readonly Thought[], { judge, signal, onProgress }: ModelFixOptions): Promise<Asked> {
  const result: Asked = { asked: 0, declined: 0, proposals: [], skipped: [] }
  // Apart, because it alone needs the schema library.
  const { readOperations } = await import('./think/model/read-operations.ts')
  const known = new Map<string, PatchOperation[] | undefined>()
  const what = `model ${judge.name}`
  for (const [index, thought] of thoughts.entries()) {
    signal?.throwIfAborted()
    onProgress?.(index, thoughts.length)
    const request = judgeRequest(thought.finding, thought.description, thought.answers?.() ?? [])
    try {
      if (!known.has(request.user)) {
        result.asked += 1
        const reply = await judge.propose(request, signal)
        known.set(request.user, reply.ok ? readOperations(reply.value) : undefined)
      }
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof CopilotError)) throw error
      const left = thoughts.length - index
      result.skipped.push({ what, why: `${error.message} ${left} ${left === 1 ? 'decision was' : 'decisions were'} not put to it.` })
      return result
    }
    const operations = known.get(request.user)
    if (operations === undefined || operations.length === 0) result.declined += 1
    else result.proposals.push(proposeOperations(thought, judge.name, operations))
  }
  return result
}

function unasked(count: number, name: string): Skipped[] {
  return count <= 0
    ? []
    : [{ what: `model ${name}`, why: `${count} more decisions were not put to it: a run asks ${MOST_QUESTIONS} at most.` }]
}

interface Fate {
  readonly applied: boolean
  readonly accepted: boolean
}

function withOutcomes(
  report: FixResult['report'],
  outcomes: readonly Outcome[],
  fate: Fate,
  skipped: readonly Skipped[],
): FixResult['report'] {
  const left = [...outcomes]
  const violations = report.violations.map((violation) => {
    if (violation.fix.kind !== 'judge' || violation.fix.status !== 'none') return violation
    const index = matching(violation, left)
    const [outcome] = index < 0 ? [] : left.splice(index, 1)
    return outcome === undefined ? violation : { ...violation, fix: toFix(outcome, fate) }
  })
  const more = fate.accepted
    ? outcomes.filter(({ status }) => status === 'applied').length - left.filter(({ status }) => status === 'applied').length
    : 0
  const summary = { ...report.summary, fixed: report.summary.fixed + more, unfixed: report.summary.unfixed - more }
  return { ...report, summary, violations, skipped: [...report.skipped, ...skipped] }
}

/** The outcome about this violation: rules may have moved its place since, and changed the kind of its object. */
function matching({ ruleId, file, message, object, path }: Violation, outcomes: readonly Outcome[]): number {
  const same = ({ thought: { finding } }: Outcome): boolean =>
    finding.rule.id === ruleId && finding.object.file === file && finding.object.name === object.name && finding.found.message === message
  const exact = outcomes.findIndex((outcome) => same(outcome) && outcome.thought.finding.found.at.pointer === path)
  return exact >= 0 ? exact : outcomes.findIndex(same)
}

function toFix({ thought, status, gates, reason }: Outcome, { applied }: Fate): Fix {
  const operations = thought.changes.flatMap((change) => change.operations)
  const shared = { kind: 'judge' as const, source: 'model' as const, operations, certificate: { gates: [...gates] } }
  const told = thought.description
  if (status === 'applied') return { ...shared, description: told, status: applied ? 'applied' : 'proposed' }
  return {
    ...shared,
    description: thought.judgement ?? told,
    status: 'refused',
    reason: `${told.replace(/^The/, 'the').replace(/\.$/, '')}; ${reason ?? 'a gate did not pass'}`,
  }
}
