import { setTimeout } from 'node:timers/promises'
import type { Incident } from '@aks-copilot/contracts'
import { ClusterState } from './context/cluster-state.ts'
import { DETECTORS } from './detect/detectors.generated.ts'
import { findIncidents } from './incidents/find-incidents.ts'
import { IncidentTracker } from './incidents/incident-tracker.ts'
import { type Recording, stateAt, watchedSince } from './record/recording.ts'

const STEP = 60_000
/** Milliseconds between two looks: what else the process does comes first. */
const PAUSE = 20

/**
 * Incidents that were over before a recording ended, found by looking at it minute by minute as if it was watched: the newest last. Without
 * history there are none: nothing of what was before is known then.
 */
export async function recallIncidents(recording: Recording, isStopped: () => boolean): Promise<readonly Incident[]> {
  const tracker = new IncidentTracker()
  if (recording.history.length === 0) return []
  const { now } = recording.snapshot
  for (let at = watchedSince(recording); at <= now && !isStopped(); at += STEP) {
    tracker.update(findIncidents(new ClusterState(stateAt(recording, at)), DETECTORS), at)
    await setTimeout(PAUSE)
  }
  return tracker.closed
}
