import type { Incident } from '@aks-copilot/contracts'
import { objectKey } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'

/** What became of an incident between two looks. */
export interface IncidentChange {
  readonly type: 'incident-opened' | 'incident-updated' | 'incident-closed'
  readonly incident: Incident
}

export interface IncidentTrackerOptions {
  /** Milliseconds that an incident must be gone before it counts as closed: a crash loop looks well for a moment at each start. */
  readonly grace?: number
  /** Milliseconds that a closed incident is remembered. */
  readonly memory?: number
}

const MINUTE = 60_000

interface Tracked {
  readonly incident: Incident
  readonly seenAt: Time
}

/** Follows incidents over time: each opens once, is updated while it lasts, and closes when it is really gone. */
export class IncidentTracker {
  readonly #grace: number
  readonly #memory: number
  readonly #open = new Map<string, Tracked>()
  #closed: Incident[] = []

  constructor({ grace = MINUTE, memory = 120 * MINUTE }: IncidentTrackerOptions = {}) {
    this.#grace = grace
    this.#memory = memory
  }

  /**
   * Takes what is found now. `isObserved` says whether the objects of an incident can be seen at all: what can't be seen is not mended.
   * Returns what changed, in order.
   */
  update(found: readonly Incident[], now: Time, isObserved: (incident: Incident) => boolean = () => true): IncidentChange[] {
    const changes = found.map((incident) => this.#take(incident, now)).filter((change) => change !== undefined)
    const present = new Set(found.map(({ fingerprint }) => fingerprint))
    const folded = new Set(found.flatMap(({ symptoms }) => symptoms.map(({ detector, object }) => `${detector}:${objectKey(object)}`)))
    for (const [fingerprint, { incident, seenAt }] of this.#open) {
      if (present.has(fingerprint)) continue
      // Its cause turned out to be a symptom of another one, which goes on in its place.
      const isFolded = folded.has(causeKey(incident))
      if (!isFolded && (now - seenAt < this.#grace || !isObserved(incident))) continue
      changes.push(this.#close(incident, now))
    }
    this.#closed = this.#closed.filter(({ closedAt }) => closedAt !== undefined && Date.parse(closedAt) > now - this.#memory)
    return changes
  }

  /** Open incidents, in the order in which they were opened. */
  get open(): readonly Incident[] {
    return [...this.#open.values()].map(({ incident }) => incident)
  }

  /** Incidents that closed within the memory, the newest last. */
  get closed(): readonly Incident[] {
    return this.#closed
  }

  #take(found: Incident, now: Time): IncidentChange | undefined {
    const before = this.#open.get(found.fingerprint)?.incident
    const since = earliest(found.since, before?.since ?? this.#sinceOfFolded(found))
    const incident: Incident = since === undefined ? found : { ...found, since }
    this.#open.set(found.fingerprint, { incident, seenAt: now })
    if (before === undefined) {
      this.#closed = this.#closed.filter(({ fingerprint }) => fingerprint !== found.fingerprint)
      return { type: 'incident-opened', incident }
    }
    return essence(before) === essence(incident) ? undefined : { type: 'incident-updated', incident }
  }

  /** An incident that was known by its symptom began when that symptom did. */
  #sinceOfFolded({ symptoms }: Incident): string | undefined {
    const keys = new Set(symptoms.map(({ detector, object }) => `${detector}:${objectKey(object)}`))
    const times = [...this.#open.values()].filter(({ incident }) => keys.has(causeKey(incident))).map(({ incident }) => incident.since)
    return times.reduce(earliest, undefined)
  }

  #close(incident: Incident, now: Time): IncidentChange {
    const closed: Incident = { ...incident, state: 'closed', closedAt: new Date(now).toISOString() }
    this.#open.delete(incident.fingerprint)
    this.#closed.push(closed)
    return { type: 'incident-closed', incident: closed }
  }
}

function causeKey({ cause }: Incident): string {
  return `${cause.detector}:${objectKey(cause.object)}`
}

function earliest(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return left < right ? left : right
}

/** What a reader would see as news: counts and times that run on are none. */
function essence({ severity, cause, symptoms, affected, suspectChanges }: Incident): string {
  const words = (message: string): string => message.replaceAll(/\d+/g, '#')
  return JSON.stringify([
    severity,
    words(cause.message),
    symptoms.map(({ detector, object }) => `${detector}:${objectKey(object)}`).toSorted(),
    affected
      .filter(({ kind }) => kind !== 'Pod')
      .map(objectKey)
      .toSorted(),
    suspectChanges.map(({ object, at }) => [objectKey(object), at]),
  ])
}
