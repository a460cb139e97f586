import { type RepairAttempt, type RepairPhase, repairPhaseSchema } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { beginRun } from '../state/begin-run.ts'
import { BEGINNING } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { shopApplication } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'
import type { RepairEvent } from './repair-event.ts'
import { transition } from './transitions.ts'

const attempt: RepairAttempt = {
  number: 1,
  startedAt: '2026-11-22T10:00:06.000Z',
  incidents: ['f'],
  changes: [],
  files: [],
  gates: [],
  base: 'b',
  message: 'fix(shop): web image',
  branch: 'aks-copilot/shop-run-7f3a-1',
  outcome: 'open',
}
const begun = beginRun(
  REQUEST,
  shopApplication('https://git.example/shop.git'),
  { repository: 'https://git.example/shop', branch: 'main' },
  policyOf({ policy: { mode: 'propose' } }),
  BEGINNING,
)
const CONTEXT = { at: '2026-11-22T10:01:00.000Z', attempts: 3 }
const url = 'https://git.example/1'

const EVENTS: Readonly<Record<RepairEvent['type'], RepairEvent>> = {
  broken: { type: 'broken', revision: 'r', healthyRevision: 'h', incidents: [] },
  healthy: { type: 'healthy', text: 'well' },
  unclear: { type: 'unclear', why: 'why' },
  proposed: { type: 'proposed', attempt, refusals: [] },
  'nothing-to-propose': { type: 'nothing-to-propose', refusals: ['no'] },
  committed: { type: 'committed', commit: 'c' },
  'base-moved': { type: 'base-moved' },
  published: { type: 'published', pullRequest: { number: 1, url } },
  announced: { type: 'announced', messages: { run: 'm' } },
  'not-healthy': { type: 'not-healthy', reason: 'why' },
  closed: { type: 'closed', reason: 'why' },
  superseded: { type: 'superseded', reason: 'why' },
  undone: { type: 'undone', commit: 'u', text: 'taken back' },
  'handed-over': { type: 'handed-over', text: 'a person' },
  concluded: { type: 'concluded', messages: { end: 'm' } },
  still: { type: 'still', text: 'the same' },
}

const NEXT: Readonly<Record<RepairPhase, Partial<Record<RepairEvent['type'], RepairPhase>>>> = {
  observing: { broken: 'proposing', healthy: 'concluding', unclear: 'handing-over', still: 'observing' },
  proposing: { proposed: 'committing', 'nothing-to-propose': 'handing-over', superseded: 'observing' },
  committing: { committed: 'publishing', 'base-moved': 'proposing', unclear: 'handing-over' },
  publishing: { published: 'announcing', unclear: 'handing-over' },
  announcing: { announced: 'waiting' },
  waiting: { healthy: 'concluding', 'not-healthy': 'undoing', closed: 'handing-over', superseded: 'undoing', still: 'waiting' },
  undoing: { undone: 'observing', still: 'undoing', closed: 'handing-over', healthy: 'undoing' },
  'handing-over': { 'handed-over': 'concluding' },
  concluding: { concluded: 'done' },
  done: {},
}

const CASES = repairPhaseSchema.options.flatMap((phase) => Object.values(EVENTS).map((event) => ({ phase, type: event.type, event })))

describe('transition', () => {
  it.each(CASES)('of $type while $phase', ({ phase, type, event }) => {
    const state = { ...begun, phase, attempts: [attempt] }
    const next = NEXT[phase][type]
    if (next === undefined) expect(() => transition(state, event, CONTEXT)).toThrowError(/does not belong/)
    else expect(transition(state, event, CONTEXT)).toMatchObject({ phase: next, updatedAt: CONTEXT.at })
  })

  it.each([
    ['report', 'proposing', 'proposed', 'announcing'],
    ['report', 'announcing', 'announced', 'concluding'],
    ['commit', 'committing', 'committed', 'announcing'],
  ] as const)('in mode %s from %s by %s to %s', (mode, phase, type, next) => {
    const { branch: _, ...onBranch } = attempt
    expect(transition({ ...begun, mode, phase, attempts: [onBranch] }, EVENTS[type], CONTEXT).phase).toBe(next)
  })

  it('keeps the newest of the log, and logs nothing that is still the same', () => {
    let state = begun
    for (let count = 0; count < 150; count += 1)
      for (const [phase, type] of [
        ['observing', 'broken'],
        ['proposing', 'superseded'],
      ] as const)
        state = transition({ ...state, phase }, EVENTS[type], CONTEXT)
    expect(state.log).toHaveLength(200)
    expect(transition({ ...state, phase: 'observing' }, EVENTS.still, CONTEXT).log).toBe(state.log)
  })

  it('tries no more often than it may, and not after the time is over', () => {
    const undoing = { ...begun, phase: 'undoing' as const, attempts: [{ ...attempt, outcome: 'not-healthy' as const }] }
    expect(transition(undoing, EVENTS.undone, { ...CONTEXT, attempts: 1 }).phase).toBe('handing-over')
    expect(transition(undoing, EVENTS.undone, { ...CONTEXT, at: '2026-12-24T10:00:00.000Z' }).phase).toBe('handing-over')
  })

  it('looks again after an attempt that was superseded, and does not count it, but begins no more of them without end', () => {
    const superseded = { ...attempt, outcome: 'superseded' as const }
    const undoing = { ...begun, phase: 'undoing' as const, attempts: [superseded] }
    const looking = transition(undoing, EVENTS.undone, { ...CONTEXT, attempts: 1 })
    expect(looking.phase).toBe('observing')
    expect(transition(looking, EVENTS.broken, { ...CONTEXT, attempts: 1 }).phase).toBe('proposing')
    expect(transition({ ...looking, attempts: Array.from({ length: 20 }, () => superseded) }, EVENTS.broken, CONTEXT)).toMatchObject({
      phase: 'handing-over',
      refusals: ['20 attempts were begun.'],
    })
    expect(
      transition({ ...looking, attempts: [superseded, { ...attempt, outcome: 'not-healthy' }] }, EVENTS.broken, {
        ...CONTEXT,
        attempts: 1,
      }),
    ).toMatchObject({ phase: 'handing-over', refusals: ['All 1 attempts are used.'] })
  })

  it('replaces an attempt that was thought through again', () => {
    const proposing = { ...begun, phase: 'proposing' as const, attempts: [attempt] }
    const again = { ...attempt, base: 'other' }
    expect(transition(proposing, { type: 'proposed', attempt: again, refusals: [] }, CONTEXT).attempts).toEqual([again])
  })

  it('never forgets which revision was well first', () => {
    const known = { ...begun, healthyRevision: 'first' }
    expect(transition(known, EVENTS.broken, CONTEXT).healthyRevision).toBe('first')
  })

  it('notes that nobody could be told, and goes on', () => {
    const announcing = { ...begun, phase: 'announcing' as const, attempts: [attempt] }
    const next = transition(announcing, { type: 'announced', messages: {}, missed: 'Slack is down.' }, CONTEXT)
    expect(next.phase).toBe('waiting')
    expect(next.log.at(-2)?.text).toBe('Nobody could be told: Slack is down.')
  })
})
