import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import { judgeAttempt } from '../gate/judge-attempt.ts'
import type { RunInView } from '../loop/run.ts'
import { isRepairable } from '../policy/is-repairable.ts'
import type { GitFile, RenderedManifests, SourceOfManifests } from '../ports.ts'
import type { Candidate, ProposalContext } from '../propose/proposer.ts'
import { repairKey } from '../propose/repair-key.ts'
import { subjectOf } from '../propose/subject-of.ts'
import { type Trace, traceChanges } from '../trace/trace-change.ts'

/** What is in Git. */
export interface Sources {
  readonly source: SourceOfManifests
  readonly files: readonly GitFile[]
  /** What the files render to. */
  readonly present: RenderedManifests
  /** Why nothing else is proposed; grows. */
  readonly refusals: string[]
}

export type Proven =
  | { readonly ok: true; readonly trace: Trace & { readonly ok: true }; readonly gates: RepairAttempt['gates'] }
  | { readonly ok: false; readonly why: string }

/** Finds the lines in Git that make the changes, and asks every gate. */
export async function prove(
  run: RunInView,
  candidates: readonly Candidate[],
  context: ProposalContext,
  { source, files, present }: Sources,
): Promise<Proven> {
  const changes = candidates.flatMap((candidate) => candidate.changes)
  const outside = changes.map(({ object }) => isRepairable(object, context)).find((why) => why !== undefined)
  if (outside !== undefined) return { ok: false, why: outside }
  if (changes.every((change) => context.tried.has(repairKey(change)))) return { ok: false, why: 'it was tried already, and did not help' }
  const declined = declinedAt(run.state, changes)
  if (declined !== undefined) return { ok: false, why: `people declined it before: ${declined}` }
  const traced = changes.map((change) => ({ ...change, live: subjectOf(change, context) }))
  const trace = await traceChanges({ source, files, changes: traced, renderer: run.ports.renderer, present, signal: run.signal })
  if (!trace.ok) return trace
  const { application, state, policy, signal } = context
  const gates = await judgeAttempt({
    application,
    source,
    candidates,
    files,
    edits: trace.files,
    places: trace.places,
    manifests: context.manifests,
    healthyManifests: context.healthyManifests,
    state,
    policy,
    dryRunner: run.ports.dryRunner,
    signal,
  })
  const failed = gates.find(({ pass }) => !pass)
  return failed === undefined ? { ok: true, trace, gates: [...gates] } : { ok: false, why: `${failed.gate}: ${failed.detail}` }
}

/** The pull request with which people declined the changes; undefined where they did not decline all of them. */
function declinedAt({ declined = [] }: AgentState, changes: Candidate['changes']): string | undefined {
  const known = changes.map((change) => declined.find((one) => one.change === repairKey(change))?.url)
  return known.includes(undefined) ? undefined : known[0]
}
