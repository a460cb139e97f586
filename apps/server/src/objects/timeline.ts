import { type ClusterState, type ClusterView, type LiveObject, maskSecrets, objectKey, reportChange, type Time } from '@aks-copilot/cluster'
import type { Incident, LiveReference, TimelineEntry } from '@aks-copilot/contracts'
import { iso } from '../http/times.ts'

const MOST = 300
const MOST_TEXT = 300
/** A workload's pods are told with it, so many at most. */
const MOST_PODS = 30

/** What happened to some objects and their pods on one axis: changes, events, states, logs, incidents; the newest first, at most 300. */
export function timelineOf(view: ClusterView, objects: readonly LiveReference[], at?: Time): TimelineEntry[] {
  const state = view.state(at)
  const about = withPods(objects, state)
  const keys = new Set(about.map(objectKey))
  const entries = [
    ...changesOf(about, state),
    ...eventsOf(about, state),
    ...statesOf(view, keys, state.now),
    ...logsOf(about, state),
    ...incidentsOf(view.incidents(at), keys),
  ]
  return entries.toSorted((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0)).slice(0, MOST)
}

function withPods(objects: readonly LiveReference[], state: ClusterState): LiveReference[] {
  const all = new Map(objects.map((object) => [objectKey(object), object]))
  for (const { kind, namespace, name } of objects) {
    const object = state.find(kind, namespace, name)
    if (object === undefined) continue
    for (const pod of state.podsOf(object).slice(0, MOST_PODS)) all.set(objectKey(pod), pod.reference)
  }
  return [...all.values()]
}

function changesOf(about: readonly LiveReference[], state: ClusterState): TimelineEntry[] {
  return about.flatMap((object) =>
    state.changesOf(object).map((change) => {
      const reported = reportChange(change)
      const by = change.by === undefined ? '' : ` (by ${change.by})`
      return {
        at: iso(change.at),
        kind: 'change',
        severity: 'info',
        object: change.object,
        text: `${reported.text}${by}`,
        change: reported,
      }
    }),
  )
}

function eventsOf(about: readonly LiveReference[], state: ClusterState): TimelineEntry[] {
  return about.flatMap((object) =>
    state.eventsAbout(state.find(object.kind, object.namespace, object.name) ?? object).map((event) => {
      const times = event.count > 1 ? ` (${event.count} times)` : ''
      return {
        at: iso(event.lastAt),
        kind: 'event',
        severity: event.type === 'Warning' ? 'warning' : 'info',
        object,
        text: cut(`${event.reason}: ${event.message}${times}`),
      }
    }),
  )
}

const FINE = new Set(['Running', 'Succeeded', 'Completed', 'Pending', 'ContainerCreating', 'Terminating', 'PodInitializing'])

function statesOf(view: ClusterView, keys: ReadonlySet<string>, until: Time): TimelineEntry[] {
  return view.store.transitions
    .between(until - view.store.windowMs, until)
    .filter(({ object }) => keys.has(objectKey(object)))
    .map(({ object, at, from, to }) => ({
      at: iso(at),
      kind: 'state',
      severity: to === undefined || FINE.has(to) ? 'info' : to === 'Not ready' ? 'warning' : 'error',
      object,
      text: to === undefined ? 'gone' : from === undefined ? to : `${from} → ${to}`,
    }))
}

function logsOf(about: readonly LiveReference[], state: ClusterState): TimelineEntry[] {
  return about
    .flatMap(({ kind, namespace, name }): LiveObject[] => {
      const pod = kind === 'Pod' ? state.find(kind, namespace, name) : undefined
      return pod === undefined ? [] : [pod]
    })
    .flatMap((pod) =>
      state.logsOf(pod).flatMap(({ container, templates }) =>
        templates
          .filter(({ level }) => level === 'error' || level === 'warning')
          .map(({ pattern, level, count, firstAt }) => ({
            at: iso(firstAt),
            kind: 'log' as const,
            severity: level === 'error' ? ('error' as const) : ('warning' as const),
            object: pod.reference,
            text: cut(`${container}: ${pattern}${count > 1 ? ` (${count} times from here)` : ''}`),
          })),
      ),
    )
}

function incidentsOf(incidents: readonly Incident[], keys: ReadonlySet<string>): TimelineEntry[] {
  return incidents
    .filter(({ cause, symptoms }) => [cause, ...symptoms].some(({ object }) => keys.has(objectKey(object))))
    .flatMap(({ title, severity, since, closedAt, cause }) => [
      ...(since === undefined ? [] : [{ at: since, kind: 'incident' as const, severity, object: cause.object, text: `Began: ${title}` }]),
      ...(closedAt === undefined
        ? []
        : [{ at: closedAt, kind: 'incident' as const, severity: 'info' as const, object: cause.object, text: `Over: ${title}` }]),
    ])
}

function cut(text: string): string {
  const masked = maskSecrets(text)
  return masked.length > MOST_TEXT ? `${masked.slice(0, MOST_TEXT - 1)}…` : masked
}
