import type { AgentState, RepairAttempt, RepairPhase } from '@aks-copilot/contracts'
import { declinedWith } from '../propose/repair-key.ts'
import type { RepairEvent } from './repair-event.ts'

export interface TransitionContext {
  /** RFC 3339. */
  readonly at: string
  /** Attempts that the policy allows. */
  readonly attempts: number
}

const MOST_LOG = 200
/** Of a run, with those that were superseded. */
export const MOST_ATTEMPTS = 20

/**
 * The next state, from a state and what its step found: pure, so that a run that is killed anywhere goes on as if it had not been.
 * Throws where an event does not belong to the phase: that is a fault of a step.
 */
export function transition(state: AgentState, event: RepairEvent, context: TransitionContext): AgentState {
  const next = RULES[state.phase](state, event, context)
  if (next === undefined) throw new Error(`The event ${event.type} does not belong to the phase ${state.phase}.`)
  if (event.type === 'still') return { ...next, updatedAt: context.at }
  const texts = [...('missed' in event && event.missed !== undefined ? [`Nobody could be told: ${event.missed}`] : []), next.summary]
  const log = [...state.log, ...texts.map((text) => ({ at: context.at, phase: state.phase, text }))].slice(-MOST_LOG)
  const evidence = event.evidence === undefined ? {} : { evidence: event.evidence }
  return { ...next, ...evidence, updatedAt: context.at, log }
}

type Rule = (state: AgentState, event: RepairEvent, context: TransitionContext) => AgentState | undefined

const RULES: Readonly<Record<RepairPhase, Rule>> = {
  observing(state, event, { attempts }) {
    if (event.type === 'still') return { ...state, summary: event.text }
    if (event.type === 'unclear')
      return to(state, 'handing-over', event.why, {
        refusals: [...state.refusals, event.why],
        ...(event.revision === undefined ? {} : { revision: event.revision }),
      })
    if (event.type === 'healthy') {
      const kind = wasTried(state) ? ('healthy' as const) : ('healed-by-itself' as const)
      return to(state, 'concluding', event.text, { outcome: { kind, text: event.text } })
    }
    if (event.type !== 'broken') return undefined
    const { revision, incidents } = event
    // What was well before the first attempt stays the last that was well: others push upon an attempt, too.
    const healthyRevision = state.healthyRevision ?? (wasTried(state) ? undefined : event.healthyRevision)
    const changes = {
      incidents,
      ...(revision === undefined ? {} : { revision }),
      ...(healthyRevision === undefined ? {} : { healthyRevision }),
    }
    if (hasAttempt(state, attempts)) return to(state, 'proposing', broken(incidents), changes)
    const text = usedOf(state) < attempts ? `${state.attempts.length} attempts were begun.` : `All ${attempts} attempts are used.`
    return to(state, 'handing-over', text, { ...changes, refusals: [...state.refusals, text] })
  },

  proposing(state, event) {
    if (event.type === 'nothing-to-propose')
      return to(state, 'handing-over', 'No patch could be proven.', {
        refusals: [...event.refusals],
        ...(event.leads === undefined ? {} : { leads: event.leads }),
      })
    if (event.type === 'superseded') return to(state, 'observing', event.reason)
    if (event.type !== 'proposed') return undefined
    const attempts = [...state.attempts.filter(({ number }) => number !== event.attempt.number), event.attempt]
    const summary = `Attempt ${event.attempt.number}: ${firstLine(event.attempt.message)}`
    const { refusals, incidents = state.incidents } = event
    return to(state, state.mode === 'report' ? 'announcing' : 'committing', summary, { attempts, refusals: [...refusals], incidents })
  },

  committing(state, event) {
    if (event.type === 'unclear') return refusedByHost(state, event.why)
    if (event.type === 'base-moved') return to(state, 'proposing', 'The branch moved meanwhile: the patch is thought through again.')
    if (event.type !== 'committed') return undefined
    const phase = state.attempts.at(-1)?.branch === undefined ? 'announcing' : 'publishing'
    return to(state, phase, `Committed as ${event.commit.slice(0, 7)}.`, withAttempt(state, { commit: event.commit }))
  },

  publishing(state, event) {
    if (event.type === 'unclear') return refusedByHost(state, event.why)
    if (event.type !== 'published') return undefined
    const { pullRequest } = event
    return to(state, 'announcing', `Pull request ${pullRequest.url} is open.`, withAttempt(state, { pullRequest }))
  },

  announcing(state, event) {
    if (event.type !== 'announced') return undefined
    const messages = { ...state.messages, ...event.messages }
    if (state.mode !== 'report') return to(state, 'waiting', waitingFor(state), { messages })
    const text = 'A patch is proven; nothing was written, since the mode is report.'
    return to(state, 'concluding', text, { messages, outcome: { kind: 'reported', text } })
  },

  waiting(state, event, { at }) {
    if (event.type === 'still') return { ...state, summary: event.text }
    if (event.type === 'healthy')
      return to(state, 'concluding', event.text, {
        ...withAttempt(state, { outcome: 'healthy' }),
        outcome: { kind: 'healthy', text: event.text },
      })
    if (event.type === 'closed') {
      const attempt = state.attempts.at(-1)
      const declined = attempt === undefined ? {} : { declined: declinedWith(state.declined ?? [], attempt, at) }
      return to(state, 'handing-over', event.reason, { ...withAttempt(state, { outcome: 'closed', reason: event.reason }), ...declined })
    }
    if (event.type === 'superseded')
      return to(state, 'undoing', event.reason, withAttempt(state, { outcome: 'superseded', reason: event.reason }))
    if (event.type !== 'not-healthy') return undefined
    const merged = event.merged === undefined ? {} : { merged: event.merged }
    return to(state, 'undoing', event.reason, withAttempt(state, { outcome: 'not-healthy', reason: event.reason, ...merged }))
  },

  undoing(state, event, { at, attempts }) {
    if (event.type === 'still') return { ...state, summary: event.text }
    if (event.type === 'closed') return to(state, 'handing-over', event.reason)
    // It helped after all: what would take it back is withdrawn, by the same phase.
    if (event.type === 'healthy') return to(state, 'undoing', event.text, withAttempt(state, { outcome: 'healthy', reason: event.text }))
    if (event.type !== 'undone') return undefined
    const changes = withAttempt(state, event.commit === undefined ? {} : { undone: event.commit })
    // Of these, the application may be well already.
    const outcome = state.attempts.at(-1)?.outcome
    const left =
      outcome === 'superseded' || outcome === 'healthy' || (hasAttempt(state, attempts) && Date.parse(at) < Date.parse(state.deadline))
    return to(state, left ? 'observing' : 'handing-over', event.text, changes)
  },

  'handing-over'(state, event) {
    if (event.type !== 'handed-over') return undefined
    const { text, issue } = event
    return to(state, 'concluding', text, { outcome: { kind: 'handed-over', text, ...(issue === undefined ? {} : { issue }) } })
  },

  concluding(state, event) {
    if (event.type !== 'concluded') return undefined
    return to(state, 'done', state.outcome?.text ?? state.summary, { messages: { ...state.messages, ...event.messages } })
  },

  done: () => undefined,
}

function wasTried({ attempts }: AgentState): boolean {
  return attempts.some(({ outcome }) => outcome === 'not-healthy' || outcome === 'healthy')
}

/** Those that others got in the way of tried nothing; but no busy repository gets pull requests without end. */
function hasAttempt(state: AgentState, attempts: number): boolean {
  return usedOf(state) < attempts && state.attempts.length < MOST_ATTEMPTS
}

function usedOf({ attempts }: AgentState): number {
  return attempts.filter(({ outcome }) => outcome !== 'superseded').length
}

function to(state: AgentState, phase: RepairPhase, summary: string, changes: Partial<AgentState> = {}): AgentState {
  return { ...state, ...changes, phase, summary }
}

/** The patch is proven, but cannot be brought in: a person gets it. */
function refusedByHost(state: AgentState, why: string): AgentState {
  const changes = withAttempt(state, { outcome: 'closed', reason: why })
  return to(state, 'handing-over', 'The patch is proven, but the repository does not take it.', {
    ...changes,
    refusals: [...state.refusals, why],
  })
}

/** The attempt under way with changes. */
function withAttempt({ attempts }: AgentState, changes: Partial<RepairAttempt>): Pick<AgentState, 'attempts'> {
  return { attempts: attempts.map((attempt, index) => (index === attempts.length - 1 ? { ...attempt, ...changes } : attempt)) }
}

function waitingFor({ attempts }: AgentState): string {
  return attempts.at(-1)?.branch !== undefined
    ? 'Waiting for the pull request to be merged.'
    : 'Waiting for the application to become healthy.'
}

function broken(incidents: AgentState['incidents']): string {
  const [first] = incidents
  if (first === undefined) return 'The application is not healthy.'
  return incidents.length === 1 ? first.title : `${incidents.length} problems: ${incidents.map(({ title }) => title).join('; ')}`
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
