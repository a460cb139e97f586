import { readRecording, type Snapshot } from '@aks-copilot/cluster'
import type { ApplicationStatus } from '../ports.ts'

export const WEB_FILE = 'app/web.yaml'

/** What Git holds of the shop with a tag. */
export function webFile(tag: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: shop/web:${tag} # the release
`
}

export function tagOf(text: string): string {
  return /image: shop\/web:(\S+)/.exec(text)?.[1] ?? ''
}

const HOUR = 3_600_000

/** The cluster with a tag rolled out, and whether there is such an image. `now` in milliseconds since the epoch. `earlier`: the tag of a revision before. */
export function shopSnapshot(tag: string, isThere: boolean, now: number, earlier?: string): Snapshot {
  return readRecording(new TextEncoder().encode(JSON.stringify(shopRecording(tag, isThere, now, earlier))))
}

/** The same as the plain data of a recording, as it goes over a wire. */
export function shopRecording(tag: string, isThere: boolean, now: number, earlier?: string): Readonly<Record<string, unknown>> {
  const at = (time: number): string => new Date(time).toISOString()
  const kinds = ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'Event', 'logs', 'metrics']
  return {
    format: 'aks-copilot-recording',
    version: 1,
    cluster: 'shop',
    anonymised: false,
    now: at(now),
    window: { from: at(now - 2 * HOUR), to: at(now) },
    coverage: kinds.map((kind) => ({ kind, observation: 'observed' })),
    objects: objects(tag, isThere, at(now - HOUR), earlier),
    events: isThere ? [] : [notFound(tag, at(now - 30_000))],
    logs: [],
    metrics: [],
    changes: [],
    history: [],
  }
}

function objects(tag: string, isThere: boolean, createdAt: string, earlier: string | undefined): readonly object[] {
  const metadata = (kind: string, name: string, more: object = {}): object => ({
    namespace: 'shop',
    name,
    uid: `${kind} shop/${name}`,
    resourceVersion: '1',
    creationTimestamp: createdAt,
    ...more,
  })
  const owned = (kind: string, name: string): object => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind} shop/${name}`, controller: true }],
  })
  const containers = [{ name: 'web', image: `shop/web:${tag}` }]
  const ready = isThere ? 1 : 0
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } }
  const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } }, template }
  const revision = (name: string, image: string, number: number): object => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata('ReplicaSet', name, {
      ...owned('Deployment', 'web'),
      ...(earlier === undefined ? {} : { annotations: { 'deployment.kubernetes.io/revision': String(number) } }),
    }),
    spec: { ...spec, template: { ...template, spec: { containers: [{ name: 'web', image }] } } },
  })
  const deployment = { replicas: 1, updatedReplicas: 1, readyReplicas: ready, availableReplicas: ready, unavailableReplicas: 1 - ready }
  const waiting = { reason: 'ImagePullBackOff', message: `Back-off pulling image "shop/web:${tag}"` }
  const status = {
    phase: isThere ? 'Running' : 'Pending',
    conditions: [{ type: 'Ready', status: isThere ? 'True' : 'False', lastTransitionTime: createdAt }],
    containerStatuses: [
      {
        name: 'web',
        image: `shop/web:${tag}`,
        ready: isThere,
        restartCount: 0,
        state: isThere ? { running: { startedAt: createdAt } } : { waiting },
      },
    ],
  }
  const labels = { labels: { app: 'web' } }
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata('Deployment', 'web'), spec, status: deployment },
    revision('web-6f', `shop/web:${tag}`, 2),
    ...(earlier === undefined ? [] : [revision('web-5d', `shop/web:${earlier}`, 1)]),
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: metadata('Pod', 'web-6f-x1', { ...labels, ...owned('ReplicaSet', 'web-6f') }),
      spec: { containers },
      status,
    },
  ]
}

function notFound(tag: string, at: string): object {
  return {
    uid: 'event-1',
    object: { kind: 'Pod', namespace: 'shop', name: 'web-6f-x1', uid: 'Pod shop/web-6f-x1' },
    type: 'Warning',
    reason: 'Failed',
    message: `Failed to pull image "shop/web:${tag}": rpc error: code = NotFound desc = shop/web:${tag}: not found`,
    count: 4,
    firstAt: at,
    lastAt: at,
    source: 'kubelet',
  }
}

/** The Application of the shop, before anything was deployed. */
export function shopApplication(repository: string): ApplicationStatus {
  const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
  return {
    namespace: 'argocd',
    name: 'shop',
    uid: 'uid-of-the-shop',
    createdAt: '2026-10-01T08:00:00Z',
    sources: [{ repository, revision: 'main', path: 'app', kind: 'directory' }],
    destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    health: 'Unknown',
    sync: 'Unknown',
    revision: undefined,
    operation: undefined,
    automated: true,
    resources: [{ object: web }],
    history: [],
    conditions: [],
  }
}
