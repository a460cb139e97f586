import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { Intake } from '../watch/intake.ts'
import { ContextStore } from './context-store.ts'
import type { LiveObject } from './live-object.ts'

const START = Date.parse('2026-11-22T10:00:00Z')
const PODS = 1500

/** A pod as an API server sends it: five kilobytes of JSON. */
function podText(index: number, version: number, restarts: number): string {
  const name = `shop-${Math.floor(index / 10)}-6f9c7d8b4-${(index * 7919 + 100_000).toString(36)}`
  const volume = `kube-api-access-${name.slice(-4)}`
  const time = new Date(START + version * 10).toISOString()
  const probe = {
    failureThreshold: 3,
    httpGet: { path: '/healthz/ready', port: 'http', scheme: 'HTTP' },
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  }
  const state =
    restarts === 0
      ? { running: { startedAt: time } }
      : { waiting: { reason: 'CrashLoopBackOff', message: `back-off restarting failed container web in pod ${name} (${restarts})` } }
  const owner = {
    apiVersion: 'apps/v1',
    blockOwnerDeletion: true,
    controller: true,
    kind: 'ReplicaSet',
    name: `shop-${Math.floor(index / 10)}-6f9c7d8b4`,
    uid: `replicaset-${Math.floor(index / 10)}-0000-0000-000000000000`,
  }
  const env = Array.from({ length: 12 }, (_, key) => ({ name: `SETTING_NUMBER_${key}`, value: `a value of some length ${key}` }))
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    lastProbeTime: null,
    lastTransitionTime: time,
    status: 'True',
    type,
  }))
  return JSON.stringify({
    metadata: {
      name,
      generateName: `${owner.name}-`,
      namespace: `team-${index % 20}`,
      uid: `${String(index).padStart(8, '0')}-0000-0000-0000-000000000000`,
      resourceVersion: String(1_000_000 + version),
      creationTimestamp: '2026-11-22T08:00:00Z',
      labels: { app: 'shop', 'pod-template-hash': '6f9c7d8b4' },
      ownerReferences: [owner],
    },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:1.4.2',
          env,
          livenessProbe: probe,
          readinessProbe: probe,
          ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
          resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
          volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: volume, readOnly: true }],
        },
      ],
      nodeName: `node-${index % 30}`,
      restartPolicy: 'Always',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      tolerations: [{ effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 }],
      volumes: [
        { name: volume, projected: { defaultMode: 420, sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] } },
      ],
    },
    status: {
      phase: 'Running',
      conditions,
      containerStatuses: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:1.4.2',
          imageID: 'registry.example.com/shop/web@sha256:0f14e1b7c5b1d5a0b0b1',
          ready: restarts === 0,
          restartCount: restarts,
          started: true,
          state,
        },
      ],
      hostIP: '10.0.0.4',
      podIP: `10.244.${index >> 8}.${index & 255}`,
      qosClass: 'Burstable',
      startTime: '2026-11-22T08:00:00Z',
    },
  })
}

function heapNow(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

it('what the store says it holds is what the heap says, within 30 %', () => {
  let now = START
  const intake = new Intake()
  const read = (...of: [number, number, number]): LiveObject =>
    intake.object(JSON.parse(podText(...of)) as Record<string, unknown>, 'Pod', 'v1')
  read(0, 0, 0)
  const ratio = (store: ContextStore, write: () => void): number => {
    const [heap, bytes] = [heapNow(), store.bytes]
    write()
    const grown = heapNow() - heap
    return (store.bytes - bytes) / grown
  }
  const store = new ContextStore({ cluster: 'test', now: () => now })
  const ratios = {
    present: ratio(store, () => {
      for (let index = 0; index < PODS; index++) store.changed('added', read(index, index, 0), now)
    }),
    versions: ratio(store, () => {
      for (let index = 0; index < 8 * PODS; index++) {
        now += 100
        store.changed('modified', read(index % PODS, PODS + index, 1 + Math.floor(index / PODS)), now)
      }
    }),
    events: ratio(store, () => {
      for (let index = 0; index < 5000; index++) {
        const object = {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: 'team',
          name: `shop-${index}-6f9c7d8b4-abcde`,
          uid: `${String(index).padStart(8, '0')}-0000-0000-0000-000000000000`,
        }
        const record = {
          uid: `event-${index}-0000-0000-000000000000`,
          object,
          type: 'Warning',
          reason: 'BackOff',
          message: `Back-off restarting failed container web in pod ${index}`,
          count: 3,
          firstAt: now - 9000,
          lastAt: now - (index % 700),
          source: 'kubelet',
        }
        store.event(JSON.parse(JSON.stringify(record)) as Parameters<ContextStore['event']>[0])
      }
    }),
  }
  for (const [what, value] of Object.entries(ratios)) {
    expect(value, what).toBeGreaterThan(0.7)
    expect(value, what).toBeLessThan(1.3)
  }
}, 60_000)
