import { type ClusterState, type ClusterView, objectKey, type Time } from '@aks-copilot/cluster'
import type { Incident } from '@aks-copilot/contracts'

export interface Illness {
  /** Fingerprints of open incidents that concern it. */
  readonly incidents: readonly string[]
  /** Of the worst incident of which it is the cause or a symptom; undefined where it is only touched. */
  readonly severity: 'error' | 'warning' | undefined
}

const WELL: Illness = { incidents: [], severity: undefined }

/** What each object of a state has to do with open incidents. */
export function illnessOf(view: ClusterView, state: ClusterState, at?: Time): (object: Parameters<typeof objectKey>[0]) => Illness {
  const incidents = view.incidents(at)
  const known = state.remember(incidents, () => index(incidents.filter((incident) => incident.state === 'open')))
  return (object) => known.get(objectKey(object)) ?? WELL
}

function index(incidents: readonly Incident[]): ReadonlyMap<string, Illness> {
  const all = new Map<string, Illness>()
  for (const { fingerprint, severity, cause, symptoms, affected } of incidents) {
    const ill = new Set([cause.object, ...symptoms.map(({ object }) => object)].map(objectKey))
    for (const key of new Set([...ill, ...affected.map(objectKey)])) {
      const before = all.get(key) ?? WELL
      const own = !ill.has(key) || severity === 'info' ? undefined : severity
      all.set(key, {
        incidents: [...before.incidents, fingerprint],
        severity: before.severity === 'error' || own === 'error' ? 'error' : (before.severity ?? own),
      })
    }
  }
  return all
}
