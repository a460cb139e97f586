import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import { sameJson } from '@aks-copilot/kubernetes'
import { withoutAttempt } from '../commit/without-attempt.ts'
import type { StoredState } from '../ports.ts'
import type { DeployedBranch } from '../state/begin-run.ts'
import { withinMode } from '../state/within-mode.ts'
import { leadsAgain } from '../steps/leads-again.ts'
import { tell } from '../steps/tell.ts'
import { readApplication } from '../steps/watch-application.ts'
import { ROOT, rootNotice } from '../texts/notices.ts'
import { attemptDoubt, landedCommit, type Review } from './attempt-doubt.ts'
import { storedFacts } from './stored-facts.ts'

/** A stored run, and what is known beside it. */
export interface StoredReview extends Omit<Review, 'state'> {
  readonly stored: StoredState
  readonly place: DeployedBranch
  /** What the one who calls knows to be approved. */
  readonly approved?: AgentState['approved']
}

/**
 * A run as it was read, before it goes on: whoever may push to its branch may have written it. Nothing that would be written or deployed is
 * taken from it alone: facts come from the world, a commit must be the one that planning it again gives, and what is not on the branch yet
 * is thought through again. What is not believed is in the audit trail, and where the run cannot go on without it, a person gets it.
 */
export async function reviewStored(review: StoredReview): Promise<AgentState> {
  const { stored, ports, policy } = review
  const now = ports.clock.now()
  const facts = storedFacts(stored.state, { ...review, now })
  const stop = facts.stop ?? wrongApproval(review)
  let state = withinMode(facts.state, policy.mode)
  const doubts = [...facts.doubts, ...(state.mode === facts.state.mode ? [] : [state.summary]), ...(stop === undefined ? [] : [stop])]
  if (stop !== undefined && !isAtEnd(state)) state = handedOver(state, stop, now)
  const found = await withOwnLeads({ ...review, state }, state, stored.isSigned === true, stop)
  const answer = await afterAttempt({ ...review, state: found.state }, now)
  const own = await withOwnMessages(review, answer.state)
  for (const why of [...doubts, ...found.doubts, ...answer.doubts, ...own.doubts])
    ports.audit.record({
      at: new Date(now).toISOString(),
      runId: state.runId,
      what: 'distrusted',
      detail: { why, phase: stored.state.phase, version: stored.version },
    })
  return own.state
}

/**
 * Of what people are told to look at is said that it passes every check: whoever may write it could say so of anything. Nothing waits for it,
 * and an issue may be open already: so it is found again, or left out, and the run goes on where it is.
 */
async function withOwnLeads(review: Review, { leads, ...state }: AgentState, isSigned: boolean, stop: string | undefined): Promise<Answer> {
  if (leads === undefined || isSigned) return believed({ ...state, ...(leads === undefined ? {} : { leads }) })
  const own = stop === undefined && isAtEnd(state) ? await leadsAgain({ ...review, state }) : []
  const doubts = sameJson(own, leads) ? [] : ['Whether what people are told to look at passes every check cannot be seen from it.']
  return { state: { ...state, ...(own.length === 0 ? {} : { leads: own }) }, doubts }
}

/** Whoever writes what a person approved decides what is committed. */
function wrongApproval({ stored: { state, isSigned }, approved }: StoredReview): string | undefined {
  if (isSigned === true || state.approved === undefined || sameJson(state.approved, approved)) return undefined
  return 'That a person approved the patch of this run cannot be seen: it is to be approved again.'
}

interface Answer {
  readonly state: AgentState
  readonly doubts: readonly string[]
}

async function afterAttempt(review: Review, now: number): Promise<Answer> {
  const { state } = review
  const attempt = state.attempts.at(-1)
  if (state.phase === 'observing') return await withUndone(review, attempt)
  if (state.phase === 'proposing' || isAtEnd(state) || (state.phase === 'announcing' && state.mode === 'report')) return believed(state)
  if (attempt === undefined) return stopped(state, 'there is none', now)
  if (!outcomesOf(state, attempt).includes(attempt.outcome)) return stopped(state, 'its outcome does not fit its phase', now)
  if (state.phase === 'committing' || state.phase === 'publishing') return await beforePublished(review, attempt, now)
  const answer = await withPullRequest(review, attempt, now)
  return answer.state.phase === 'undoing' && (await isNeeded(review, attempt))
    ? {
        state: waitingFor(answer.state, attempt),
        doubts: ['It would take back what the application is healthy with: it is waited for again.'],
      }
    : answer
}

/** What an attempt may have come to. */
function outcomesOf({ phase }: AgentState, { branch }: RepairAttempt): readonly RepairAttempt['outcome'][] {
  if (phase !== 'undoing') return ['open']
  return branch === undefined ? ['not-healthy'] : ['not-healthy', 'superseded', 'healthy']
}

/** Whether an attempt that would be reverted on the branch is there, and the application is well with it. */
async function isNeeded(review: Review, attempt: RepairAttempt): Promise<boolean> {
  const { ports, state, signal } = review
  if (attempt.branch !== undefined || (await readApplication(review)).look.verdict !== 'healthy') return false
  const head = await ports.git.head(state.source.branch, signal)
  return head !== undefined && (await withoutAttempt(review, attempt, head)).kind !== 'gone'
}

function waitingFor(state: AgentState, judged: RepairAttempt): AgentState {
  const { merged: _, ...unmerged } = judged
  const { reason: __, ...attempt } = unmerged
  return { ...state, phase: 'waiting', attempts: [...state.attempts.slice(0, -1), { ...attempt, outcome: 'open' }] }
}

/** What is awaited, and would be deployed, must be on the branch. */
async function withUndone({ state, ports, signal }: Review, attempt: RepairAttempt | undefined): Promise<Answer> {
  if (attempt?.undone === undefined || (await ports.git.contains(state.source.branch, attempt.undone, signal))) return believed(state)
  const { undone: _, ...rest } = attempt
  return {
    state: { ...state, attempts: [...state.attempts.slice(0, -1), rest] },
    doubts: ['The commit that took its attempt back is not on the branch.'],
  }
}

/** Nobody but this program says that a patch is proven: where it cannot be seen that it was, it is proven again. */
async function beforePublished(review: Review, attempt: RepairAttempt, now: number): Promise<Answer> {
  const { state, ports, signal } = review
  if (attempt.branch === undefined && state.phase === 'publishing') return stopped(state, 'it has no branch to publish', now)
  if (attempt.branch === undefined && (await landedCommit(review, attempt)) !== undefined) return believed(state)
  if (state.phase === 'committing') return thoughtAgain(state)
  const pull = attempt.branch === undefined ? undefined : await ports.git.pullRequest(attempt.branch, signal)
  return pull === undefined ? thoughtAgain(state) : await withPullRequest(review, attempt, now)
}

async function withPullRequest(review: Review, attempt: RepairAttempt, now: number): Promise<Answer> {
  const { state, ports, signal } = review
  const doubt = await attemptDoubt(review, attempt)
  if (doubt !== undefined) return stopped(state, doubt, now)
  if (attempt.branch === undefined)
    return attempt.merged === undefined || attempt.merged === attempt.commit ? believed(state) : stopped(state, 'nothing merged it', now)
  const pull = await ports.git.pullRequest(attempt.branch, signal)
  if (pull === undefined) return stopped(state, 'there is no pull request from its branch', now)
  const merged = pull.state === 'merged' ? (pull.merged ?? attempt.commit) : undefined
  if (attempt.merged !== undefined && attempt.merged !== merged) return stopped(state, 'it was not merged as it says', now)
  const { number, url } = pull
  if (attempt.pullRequest === undefined || sameJson(attempt.pullRequest, { number, url })) return believed(state)
  const attempts = [...state.attempts.slice(0, -1), { ...attempt, pullRequest: { number, url } }]
  return { state: { ...state, attempts }, doubts: ['The pull request that it names is not the one from its branch.'] }
}

function isAtEnd({ phase }: AgentState): boolean {
  return phase === 'handing-over' || phase === 'concluding' || phase === 'done'
}

function believed(state: AgentState): Answer {
  return { state, doubts: [] }
}

/** What is done again is logged again. */
function thoughtAgain(state: AgentState): Answer {
  const done = state.phase === 'committing' ? 1 : 2
  const why = 'Whether its patch was proven cannot be seen from it: it is thought through again.'
  return { state: { ...state, phase: 'proposing', log: state.log.slice(0, -done) }, doubts: [why] }
}

function stopped(state: AgentState, why: string, now: number): Answer {
  const text = `What is stored of attempt ${state.attempts.length} is not believed: ${why}.`
  return { state: handedOver(state, text, now), doubts: [text] }
}

function handedOver(state: AgentState, text: string, now: number): AgentState {
  const log = [...state.log, { at: new Date(now).toISOString(), phase: state.phase, text }]
  return { ...state, phase: 'handing-over', summary: text, refusals: [...state.refusals, text], log }
}

/** Whoever cannot sign may name the messages of others: ours are found again by their keys. */
async function withOwnMessages({ stored, ports, signal }: StoredReview, state: AgentState): Promise<Answer> {
  const { notifier } = ports
  const { [ROOT]: root, ...others } = state.messages
  if (stored.isSigned === true || root === undefined) return believed(state)
  if (notifier === undefined) return believed({ ...state, messages: others })
  const { messages } = await tell(signal, async (found) => {
    found[ROOT] = await notifier.post(rootNotice(state), signal)
  })
  const doubts = messages[ROOT] === root ? [] : ['The message that it names is not the one of this run.']
  return { state: { ...state, messages: { ...others, ...messages } }, doubts }
}
