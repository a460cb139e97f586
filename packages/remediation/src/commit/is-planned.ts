import type { Run } from '../loop/run.ts'
import type { CommitInfo, CommitPlan } from '../ports.ts'
import { readTrailers } from './trailers.ts'

/**
 * Whether a commit is what a plan gives. Before the plan is made (which gives the id, and would sign) the commit must have its parent, its
 * trailers with their signature, and its texts: so nothing is ever written, or vouched for, that is not there already.
 */
export async function isPlanned({ ports, signal }: Pick<Run, 'ports' | 'signal'>, commit: CommitInfo, plan: CommitPlan): Promise<boolean> {
  const [given, wanted] = [readTrailers(commit.message), readTrailers(plan.message)]
  if (given === undefined || wanted === undefined || commit.parents.length !== 1 || commit.parents[0] !== plan.parent) return false
  if (given.runId !== wanted.runId || given.attempt !== wanted.attempt || given.signature !== wanted.signature) return false
  for (const { path, text } of plan.files) {
    const [held] = await ports.git.files(commit.id, path, signal)
    if (held?.path !== path || held.text !== text) return false
  }
  return (await ports.git.commit(plan, signal)) === commit.id
}
