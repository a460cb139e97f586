import type { LiveReference, NextStep, PatchOperation, Severity } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import type { EvidenceRecord } from './evidence.ts'

/**
 * What a finding is as a link in a chain, from the ground up. A finding can be folded into one further up this list whose object
 * it depends on: see incidents/fold-symptoms.ts.
 */
export const EFFECTS = [
  'not-created', // pods can't be created: quota, admission, missing ServiceAccount
  'not-bound', // a claim has no volume
  'not-scheduled', // pods find no node
  'not-started', // containers can't start: image, configuration, mounts
  'crashing', // containers start and end
  'not-ready', // containers run and don't serve
  'short', // a workload has fewer ready pods than it wants, a Job can't complete
  'no-endpoints', // nobody behind a Service
  'no-route', // an Ingress or a route leads nowhere
  'unanswered', // a client's calls fail, as its log says
  'not-scaled', // an autoscaler or a budget can't do its work
  'degraded', // an Application, a release or a certificate that is not well because something below it is not
] as const
export type Effect = (typeof EFFECTS)[number]

export type DetectorGroup = 'pod' | 'workload' | 'network' | 'storage' | 'scaling' | 'node' | 'control' | 'logs'

/** What a detector found, with whatever its repair needs to know beside the object. */
export interface Found {
  /** Where it shows. A pod with a controller is lifted to its workload: several pods with the same finding become one. */
  readonly object: LiveObject
  /** One sentence: what is, with the names in `backticks`. No guess. */
  readonly message: string
  /** When it began, as exactly as the records tell; undefined when they don't. */
  readonly since: Time | undefined
  /** At least one; each resolves to a record of the state. */
  readonly evidence: readonly EvidenceRecord[]
  /** Only where it depends on what was found. */
  readonly severity?: Severity | undefined
  /** What tells two findings of one detector on one object apart: the container, the key, the port. Never a pod's name or a count. */
  readonly about?: string | undefined
  /** Objects whose own finding would explain this one: the claim that a pod waits for, the Service that a log line names. */
  readonly blames?: readonly LiveReference[] | undefined
  /** What to do, most useful first. The first one is what a tired operator should run. */
  readonly nextSteps?: readonly NextStep[] | undefined
  /** Only where one detector shows several effects. */
  readonly effect?: Effect | undefined
  /** Only where what it can bring about depends on what was found; see `Detector.explains`. */
  readonly explains?: readonly Effect[] | undefined
  /** A repair that is certain, for the proof: RFC 6902 operations beginning with `test` on the live object that has to change. */
  readonly repair?: Repair | undefined
}

export interface Repair {
  readonly object: LiveObject
  /** One sentence in the imperative. */
  readonly description: string
  readonly operations: readonly PatchOperation[]
}

export interface Detector {
  /** Also the name of the detector's folder. */
  readonly id: string
  readonly group: DetectorGroup
  readonly title: string
  /** What it means for whoever runs the workload: one or two sentences. */
  readonly why: string
  /** How to mend it: one sentence in the imperative. */
  readonly help: string
  /** error: something does not work. warning: it will, or it is at risk. info: opens no incident by itself, and may explain others. */
  readonly severity: Severity
  /** Kinds it looks at; `logs`, `metrics` and `Event` where it needs them. What of these was not observed is told to the user. */
  readonly reads: readonly string[]
  /** What this is as a link in a chain; undefined for what is only ever a cause, and explains what `explains` says. */
  readonly effect?: Effect
  /** Which effects on dependents (and on the same object) this can bring about; default: all that come after `effect`. */
  readonly explains?: readonly Effect[]
  /** What it says stands in the object's own fields, whatever is or is not behind them: only what it blames can explain it. */
  readonly standsAlone?: boolean
  /** JSON Pointers (`*` one step, `**` any) of fields whose change makes this likely: a change there is the first suspect. */
  readonly suspects?: readonly string[]
  detect(state: ClusterState): Iterable<Found>
}

/** Defines a detector. */
export function detector(definition: Detector): Detector {
  return definition
}

/** Something wrong with an object; see `Found`. */
export function finding(object: LiveObject, found: Omit<Found, 'object'>): Found {
  return { object, ...found }
}
