import type { LiveReference } from '@aks-copilot/contracts'

/** Milliseconds since the epoch, UTC. Every time in this package is one. */
export type Time = number

/** An event of core/v1 or events.k8s.io/v1: the same record, whichever API told of it. */
export interface EventRecord {
  readonly uid: string
  /** What it is about; `uid` is absent for objects without one (nodes name themselves). */
  readonly object: LiveReference & { readonly uid?: string | undefined; readonly fieldPath?: string | undefined }
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly count: number
  readonly firstAt: Time
  /** series.lastObservedTime, else eventTime, else lastTimestamp. */
  readonly lastAt: Time
  /** The component that reported it: `kubelet`, `default-scheduler`. */
  readonly source: string
}

/** One line, or one stack trace, of a container's log. Secrets are masked before it gets here. */
export interface LogLine {
  /** Unique in its stream, grows with time. */
  readonly id: number
  readonly at: Time
  readonly text: string
  readonly level: 'error' | 'warning' | 'info' | undefined
  /** Which template of the stream it is an instance of. */
  readonly template: number
}

/** Lines that differ only in numbers, names and the like. */
export interface LogTemplate {
  readonly id: number
  /** The line with `<*>` where instances differ. */
  readonly pattern: string
  readonly level: LogLine['level']
  readonly count: number
  readonly firstAt: Time
  readonly lastAt: Time
  /** How often it came in each minute in which it came, oldest first, two hours at most; only for templates of no level info. */
  readonly minutes?: readonly (readonly [minute: Time, count: number])[] | undefined
}

/** What is known of the log of one container of one pod. */
export interface LogStream {
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string }
  readonly container: string
  /** True: the log of the instance before the last restart. */
  readonly previous: boolean
  /** The newest lines, oldest first; older ones survive in `templates` only. */
  readonly lines: readonly LogLine[]
  readonly templates: readonly LogTemplate[]
  /** Lines that came and are no longer held. */
  readonly dropped: number
}

/** cpu in cores, memory and disk in bytes, throttled as a share of periods from 0 to 1, inodes as a count. */
export type MetricName = 'cpu' | 'memory' | 'cpu-throttled' | 'disk-used' | 'disk-capacity' | 'inodes-used' | 'inodes-capacity'

/** One measured series; points are in order of time. */
export interface MetricSeries {
  /** A Pod, a Node or a PersistentVolumeClaim. */
  readonly object: LiveReference
  /** Only for series of one container. */
  readonly container?: string | undefined
  readonly metric: MetricName
  readonly points: readonly (readonly [Time, number])[]
}

/** One field that changed. A ConfigMap's values are keyed hashes (`hmac:…`), never the values. */
export interface FieldChange {
  /** JSON Pointer. */
  readonly path: string
  /** undefined: was not there. */
  readonly from: unknown
  /** undefined: is not there any more. Both undefined: changed, and nobody saw how. */
  readonly to: unknown
  /** The names of the list items on the way, outermost first: the container and the variable of `/spec/…/containers/0/env/2/value`. */
  readonly names?: readonly string[] | undefined
}

export type ChangeKind = 'created' | 'deleted' | 'changed' | 'rollout' | 'scaled'

/** A change that somebody wanted: of spec, data, labels that selectors see. A status is no change. */
export interface Change {
  readonly id: string
  readonly object: LiveReference
  readonly uid: string
  readonly at: Time
  /** Who: the field manager (`kubectl-edit`, `argocd-controller`), or a revision. */
  readonly by?: string | undefined
  readonly kind: ChangeKind
  readonly diff: readonly FieldChange[]
  /** Seen by the watcher, or read off what the cluster itself remembers. */
  readonly origin: 'watch' | 'revision' | 'managed-fields'
}
