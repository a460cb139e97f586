import { eventAbout } from './synthetic-events.ts'
import { podSpec, podStatus, type Trouble } from './synthetic-pods.ts'

/** An object of a cluster that does not exist. */
export interface SyntheticObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Record<string, unknown> & { name: string; namespace?: string; uid: string; resourceVersion: string }
  readonly [key: string]: unknown
}

export interface SyntheticOptions {
  readonly pods: number
  readonly now: number
  /** Pods have been there for this long, in milliseconds; default a day. */
  readonly age?: number
  /**
   * few: every 50th Deployment has an image that can't be pulled, every 50th crashes, and every 50th Service selects nothing for a typo.
   * many: all of that, and of all other Deployments the volume is nearly full and the configuration newer than the pods. Default few.
   */
  readonly trouble?: 'few' | 'many'
}

const PODS_OF_DEPLOYMENT = 4
const DEPLOYMENTS_OF_NAMESPACE = 25
const PODS_OF_NODE = 50
const EVERY = 50
const DAY = 24 * 3_600_000
const MINUTE = 60_000

/** All objects: `pods` pods in Deployments of four, each with its Service, ConfigMap, ReplicaSet and EndpointSlice, and some Events. */
export function* syntheticObjects({ pods, now, age = DAY, trouble = 'few' }: SyntheticOptions): Generator<SyntheticObject> {
  const deployments = Math.ceil(pods / PODS_OF_DEPLOYMENT)
  const created = new Date(now - age).toISOString()
  for (let node = 0; node < Math.ceil(pods / PODS_OF_NODE); node++) yield nodeObject(`node-${node}`, created)
  for (let index = 0; index < deployments; index++) {
    const namespace = `team-${Math.floor(index / DEPLOYMENTS_OF_NAMESPACE)}`
    if (index % DEPLOYMENTS_OF_NAMESPACE === 0) yield* namespaceObjects(namespace, created)
    yield* application({
      name: `app-${index}`,
      namespace,
      pods: Math.min(PODS_OF_DEPLOYMENT, pods - index * PODS_OF_DEPLOYMENT),
      index,
      now,
      created,
      ...troubleOf(index, trouble),
    })
  }
}

interface Application {
  readonly name: string
  readonly namespace: string
  readonly pods: number
  readonly index: number
  readonly now: number
  readonly created: string
  readonly trouble?: Trouble
  /** Its Service selects nothing. */
  readonly typo?: boolean
}

function troubleOf(index: number, wanted: 'few' | 'many'): Pick<Application, 'trouble' | 'typo'> {
  const place = index % EVERY
  if (place === 19) return { trouble: 'image' }
  if (place === 29) return { trouble: 'crash' }
  if (place === 39) return { typo: true }
  return wanted === 'many' ? { trouble: 'stale' } : {}
}

function meta(kind: string, name: string, namespace: string | undefined, created: string): SyntheticObject['metadata'] {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: `${kind.toLowerCase()}-${namespace ?? ''}-${name}`,
    resourceVersion: '1',
    creationTimestamp: created,
  }
}

/** As API servers write it: who manages which field comes last. */
function withManagers(
  metadata: SyntheticObject['metadata'],
  managers = [managed(String(metadata['creationTimestamp']))],
): SyntheticObject['metadata'] {
  return { ...metadata, managedFields: managers }
}

/** Who set what, as long as it is on real objects. */
function managed(time: string): object {
  const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f:field${index}`, { '.': {}, 'f:name': {}, 'f:value': {} }]))
  return {
    manager: 'kubectl-client-side-apply',
    operation: 'Update',
    apiVersion: 'apps/v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': fields },
  }
}

function* namespaceObjects(name: string, created: string): Generator<SyntheticObject> {
  yield {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: withManagers(meta('Namespace', name, undefined, created)),
    status: { phase: 'Active' },
  }
  yield { apiVersion: 'v1', kind: 'ServiceAccount', metadata: withManagers(meta('ServiceAccount', 'default', name, created)) }
}

function nodeObject(name: string, since: string): SyntheticObject {
  const condition = (type: string, status: string): unknown => ({
    type,
    status,
    lastTransitionTime: since,
    lastHeartbeatTime: since,
    reason: 'Kubelet',
  })
  const capacity = { cpu: '16', memory: '64Gi', pods: '110' }
  const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'False'))
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: withManagers(meta('Node', name, undefined, since)),
    spec: {},
    status: {
      capacity,
      allocatable: capacity,
      conditions: [condition('Ready', 'True'), ...pressures],
      nodeInfo: { kubeletVersion: 'v1.34.4', architecture: 'amd64' },
    },
  }
}

function* application(app: Application): Generator<SyntheticObject> {
  const { name, namespace, pods, created, trouble, typo } = app
  const labels = { app: name, 'app.kubernetes.io/name': name }
  const isDown = trouble === 'image' || trouble === 'crash'
  const template = { metadata: { labels }, spec: podSpec(name, trouble) }
  const ready = isDown ? 0 : pods
  const times = { lastTransitionTime: created, lastUpdateTime: created }
  yield {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: withManagers({ ...meta('Deployment', name, namespace, created), generation: 1, labels }),
    spec: { replicas: pods, selector: { matchLabels: { app: name } }, template },
    status: {
      observedGeneration: 1,
      replicas: pods,
      updatedReplicas: pods,
      readyReplicas: ready,
      availableReplicas: ready,
      ...(isDown ? { unavailableReplicas: pods } : {}),
      conditions: [{ type: 'Available', status: isDown ? 'False' : 'True', ...times }],
    },
  }
  yield {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: withManagers(meta('Service', name, namespace, created)),
    spec: {
      clusterIP: '10.0.0.1',
      type: 'ClusterIP',
      selector: { app: name, 'app.kubernetes.io/name': typo === true ? `${name}x` : name },
      ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }],
    },
  }
  yield* configuration(app)
  yield* podsOf(app, template)
}

/** A ConfigMap; where the pods are stale, one that changed half an hour ago, and a volume of which 96 % are used. */
function* configuration({ name, namespace, now, created, trouble }: Application): Generator<SyntheticObject> {
  const metadata = meta('ConfigMap', `${name}-config`, namespace, created)
  const changed = {
    ...managed(new Date(now - 30 * MINUTE).toISOString()),
    manager: 'kubectl-edit',
    fieldsV1: { 'f:data': { 'f:LEVEL': {} } },
  }
  yield {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: withManagers(metadata, trouble === 'stale' ? [changed] : undefined),
    data: { 'app.properties': 'a=b\n'.repeat(50), LEVEL: 'info' },
  }
  if (trouble !== 'stale') return
  yield {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: withManagers(meta('PersistentVolumeClaim', `${name}-data`, namespace, created)),
    spec: {
      accessModes: ['ReadWriteMany'],
      resources: { requests: { storage: '10Gi' } },
      volumeName: `volume-${name}`,
      storageClassName: '',
    },
    status: { phase: 'Bound', capacity: { storage: '10Gi' }, accessModes: ['ReadWriteMany'] },
  }
  yield {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: withManagers(meta('PersistentVolume', `volume-${name}`, undefined, created)),
    spec: {
      accessModes: ['ReadWriteMany'],
      capacity: { storage: '10Gi' },
      claimRef: { kind: 'PersistentVolumeClaim', name: `${name}-data`, namespace },
    },
    status: { phase: 'Bound' },
  }
}

function* podsOf(
  app: Application,
  template: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: object },
): Generator<SyntheticObject> {
  const { name, namespace, pods, index, now, created, trouble, typo } = app
  const isDown = trouble === 'image' || trouble === 'crash'
  const hash = (index * 7919).toString(16).padStart(8, '0')
  const labels = { ...template.metadata.labels, 'pod-template-hash': hash }
  const set = meta('ReplicaSet', `${name}-${hash}`, namespace, created)
  yield {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: withManagers({
      ...set,
      labels,
      ownerReferences: [owner('apps/v1', 'Deployment', meta('Deployment', name, namespace, created))],
    }),
    spec: { replicas: pods, selector: { matchLabels: labels }, template: { ...template, metadata: { labels } } },
    status: { replicas: pods, readyReplicas: isDown ? 0 : pods },
  }
  const endpoints: unknown[] = []
  for (let number = 0; number < pods; number++) {
    const metadata = meta('Pod', `${name}-${hash}-${number.toString(36).padStart(5, 'x')}`, namespace, created)
    endpoints.push({
      addresses: [`10.1.${index % 250}.${number + 1}`],
      conditions: { ready: !isDown, serving: !isDown, terminating: false },
      targetRef: { kind: 'Pod', name: metadata.name, namespace, uid: metadata.uid },
    })
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: withManagers({ ...metadata, labels, ownerReferences: [owner('apps/v1', 'ReplicaSet', set)] }),
      spec: { ...template.spec, nodeName: `node-${Math.floor((index * PODS_OF_DEPLOYMENT + number) / PODS_OF_NODE)}` },
      status: podStatus(name, created, trouble),
    }
    yield pod
    if (isDown || number === 0) yield eventAbout(pod, `${metadata.uid}-0`, now - 10 * MINUTE, trouble)
  }
  yield {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: withManagers({
      ...meta('EndpointSlice', `${name}-slice`, namespace, created),
      labels: { 'kubernetes.io/service-name': name },
    }),
    addressType: 'IPv4',
    ports: [{ port: 8080, protocol: 'TCP' }],
    endpoints: typo === true ? [] : endpoints,
  }
}

function owner(apiVersion: string, kind: string, { name, uid }: SyntheticObject['metadata']): unknown {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
}
