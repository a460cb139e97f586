import type { Incident } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { IncidentTracker } from './incident-tracker.ts'

const T = Date.parse('2026-11-22T10:00:00Z')
const MINUTE = 60_000

function incident(detector: string, name: string, more: Partial<Incident> = {}): Incident {
  const object = { kind: 'Deployment', namespace: 'shop', name }
  return {
    fingerprint: `${detector}:Deployment:shop:${name}`,
    severity: 'error',
    title: `${detector} ${name}`,
    state: 'open',
    since: '2026-11-22T09:50:00Z',
    cause: { detector, object, message: 'Container `web` ends again and again (4 restarts).' },
    symptoms: [],
    suspectChanges: [],
    evidence: [],
    affected: [],
    nextSteps: [],
    ...more,
  }
}

describe('IncidentTracker', () => {
  it('opens once, is silent while nothing new is said, and closes after the grace', () => {
    const tracker = new IncidentTracker()
    const crash = incident('container-crash-loop', 'web')
    const fifth = { ...crash, cause: { ...crash.cause, message: 'Container `web` ends again and again (5 restarts).' } }
    expect(tracker.update([crash], T).map(({ type }) => type)).toEqual(['incident-opened'])
    expect(tracker.update([fifth], T + MINUTE)).toEqual([])
    expect(tracker.update([], T + MINUTE + 30_000)).toEqual([])
    expect(tracker.update([crash], T + MINUTE + 40_000)).toEqual([])
    const [closed] = tracker.update([], T + 3 * MINUTE)
    expect(closed).toMatchObject({ type: 'incident-closed', incident: { state: 'closed', closedAt: '2026-11-22T10:03:00.000Z' } })
    expect(tracker.open).toEqual([])
    expect(tracker.closed).toHaveLength(1)
  })

  it('does not close what can not be seen', () => {
    const tracker = new IncidentTracker()
    tracker.update([incident('container-crash-loop', 'web')], T)
    expect(tracker.update([], T + 10 * MINUTE, () => false)).toEqual([])
    expect(tracker.open).toHaveLength(1)
  })

  it('hands the onset on when the first symptom turns out to have a cause', () => {
    const tracker = new IncidentTracker()
    tracker.update([incident('deployment-unavailable', 'web', { since: '2026-11-22T09:40:00Z' })], T)
    const symptom = { detector: 'deployment-unavailable', object: { kind: 'Deployment', namespace: 'shop', name: 'web' }, message: '' }
    const changes = tracker.update([incident('image-pull-failed', 'web', { symptoms: [symptom] })], T + 1000)
    expect(changes.map(({ type, incident: { title, since } }) => [type, title, since])).toEqual([
      ['incident-opened', 'image-pull-failed web', '2026-11-22T09:40:00Z'],
      ['incident-closed', 'deployment-unavailable web', '2026-11-22T09:40:00Z'],
    ])
  })

  it('tells of an update when it reaches further', () => {
    const tracker = new IncidentTracker()
    tracker.update([incident('container-crash-loop', 'web')], T)
    const wider = incident('container-crash-loop', 'web', { affected: [{ kind: 'Ingress', namespace: 'shop', name: 'web' }] })
    expect(tracker.update([wider], T + 1000).map(({ type }) => type)).toEqual(['incident-updated'])
  })
})
