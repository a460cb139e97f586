/** Objects of a cluster that does not exist: `pods` pods in Deployments of four, each with its Service, ConfigMap and ReplicaSet. */
export interface SyntheticObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Record<string, unknown> & { name: string; namespace?: string; uid: string; resourceVersion: string }
  readonly [key: string]: unknown
}

export interface SyntheticOptions {
  readonly pods: number
  /** Every so many Deployments one has an image that can't be pulled. */
  readonly broken?: number
  readonly now: number
}

const PODS_OF_DEPLOYMENT = 4
const DEPLOYMENTS_OF_NAMESPACE = 25
const PODS_OF_NODE = 50
const DAY = 24 * 3_600_000

/** All objects, cluster-scoped ones first. */
export function* syntheticObjects({ pods, broken = 50, now }: SyntheticOptions): Generator<SyntheticObject> {
  const deployments = Math.ceil(pods / PODS_OF_DEPLOYMENT)
  const created = new Date(now - DAY).toISOString()
  const meta = (kind: string, name: string, namespace?: string): SyntheticObject['metadata'] => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: `${kind.toLowerCase()}-${namespace ?? ''}-${name}`,
    resourceVersion: '1',
    creationTimestamp: created,
    managedFields: [managed(created)],
  })
  for (let node = 0; node < Math.ceil(pods / PODS_OF_NODE); node++) yield nodeObject(meta('Node', `node-${node}`), created)
  for (let index = 0; index < deployments; index++) {
    const namespace = `team-${Math.floor(index / DEPLOYMENTS_OF_NAMESPACE)}`
    if (index % DEPLOYMENTS_OF_NAMESPACE === 0)
      yield { apiVersion: 'v1', kind: 'Namespace', metadata: meta('Namespace', namespace), status: { phase: 'Active' } }
    const failing = index % broken === broken - 1
    yield* application(`app-${index}`, namespace, Math.min(PODS_OF_DEPLOYMENT, pods - index * PODS_OF_DEPLOYMENT), failing, index, meta)
  }
}

function managed(time: string): unknown {
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

function nodeObject(metadata: SyntheticObject['metadata'], since: string): SyntheticObject {
  const condition = (type: string, status: string): unknown => ({
    type,
    status,
    lastTransitionTime: since,
    lastHeartbeatTime: since,
    reason: 'Kubelet',
  })
  const capacity = { cpu: '16', memory: '64Gi', pods: '110' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata,
    spec: {},
    status: {
      capacity,
      allocatable: capacity,
      conditions: [
        condition('Ready', 'True'),
        ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'False')),
      ],
      nodeInfo: { kubeletVersion: 'v1.34.4', architecture: 'amd64' },
    },
  }
}

type Meta = (kind: string, name: string, namespace?: string) => SyntheticObject['metadata']

function* application(
  name: string,
  namespace: string,
  pods: number,
  failing: boolean,
  index: number,
  meta: Meta,
): Generator<SyntheticObject> {
  const labels = { app: name, 'app.kubernetes.io/name': name }
  const spec = podSpec(name, failing)
  const hash = `${(index * 7919).toString(16).padStart(8, '0')}`
  const template = { metadata: { labels: { ...labels, 'pod-template-hash': hash } }, spec }
  const deployment = meta('Deployment', name, namespace)
  const set = meta('ReplicaSet', `${name}-${hash}`, namespace)
  const ready = failing ? 0 : pods
  const conditions = [
    {
      type: 'Available',
      status: failing ? 'False' : 'True',
      lastTransitionTime: deployment['creationTimestamp'],
      lastUpdateTime: deployment['creationTimestamp'],
    },
  ]
  yield {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...deployment, generation: 1, labels },
    spec: { replicas: pods, selector: { matchLabels: { app: name } }, template: { ...template, metadata: { labels } } },
    status: { observedGeneration: 1, replicas: pods, updatedReplicas: pods, readyReplicas: ready, availableReplicas: ready, conditions },
  }
  yield {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { ...set, labels: template.metadata.labels, ownerReferences: [owner('apps/v1', 'Deployment', deployment)] },
    spec: { replicas: pods, selector: { matchLabels: template.metadata.labels }, template },
    status: { replicas: pods, readyReplicas: ready },
  }
  yield {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('Service', name, namespace),
    spec: { clusterIP: '10.0.0.1', type: 'ClusterIP', selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  }
  yield {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: meta('ConfigMap', `${name}-config`, namespace),
    data: { 'app.properties': 'a=b\n'.repeat(50), LEVEL: 'info' },
  }
  const endpoints: unknown[] = []
  for (let number = 0; number < pods; number++) {
    const pod = meta('Pod', `${name}-${hash}-${number.toString(36).padStart(5, 'x')}`, namespace)
    endpoints.push({
      addresses: [`10.1.${index % 250}.${number + 1}`],
      conditions: { ready: !failing, serving: !failing, terminating: false },
      targetRef: { kind: 'Pod', name: pod.name, namespace, uid: pod.uid },
    })
    yield {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...pod, labels: template.metadata.labels, ownerReferences: [owner('apps/v1', 'ReplicaSet', set)] },
      spec: { ...spec, nodeName: `node-${Math.floor((index * PODS_OF_DEPLOYMENT + number) / PODS_OF_NODE)}` },
      status: podStatus(name, failing, String(pod['creationTimestamp'])),
    }
  }
  yield {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...meta('EndpointSlice', `${name}-slice`, namespace), labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ port: 8080, protocol: 'TCP' }],
    endpoints,
  }
}

function owner(apiVersion: string, kind: string, { name, uid }: SyntheticObject['metadata']): unknown {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
}

function podSpec(name: string, failing: boolean): Record<string, unknown> {
  const probe = {
    httpGet: { path: '/health', port: 8080, scheme: 'HTTP' },
    periodSeconds: 10,
    timeoutSeconds: 1,
    failureThreshold: 3,
    successThreshold: 1,
  }
  return {
    restartPolicy: 'Always',
    serviceAccountName: 'default',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    volumes: [{ name: 'config', configMap: { name: `${name}-config`, defaultMode: 420 } }],
    containers: [
      {
        name: 'app',
        image: `registry.example/${name}:${failing ? 'missing' : '1.0'}`,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        env: Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: `value of ${name} number ${index}` })),
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        livenessProbe: probe,
        readinessProbe: probe,
        volumeMounts: [{ name: 'config', mountPath: '/etc/app', readOnly: true }],
      },
    ],
  }
}

function podStatus(name: string, failing: boolean, since: string): Record<string, unknown> {
  const status = failing ? 'False' : 'True'
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready', 'PodScheduled'].map((type) => ({
    type,
    status: type === 'Ready' || type === 'ContainersReady' ? status : 'True',
    lastTransitionTime: since,
    ...(status === 'False' && type.includes('Ready') ? { reason: 'ContainersNotReady' } : {}),
  }))
  const state = failing ? { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } : { running: { startedAt: since } }
  const container = {
    name: 'app',
    image: `registry.example/${name}:1.0`,
    imageID: `registry.example/${name}@sha256:${'0'.repeat(64)}`,
    ready: !failing,
    started: !failing,
    restartCount: 0,
    state,
    lastState: {},
  }
  return {
    phase: failing ? 'Pending' : 'Running',
    podIP: '10.1.0.1',
    hostIP: '10.2.0.1',
    startTime: since,
    qosClass: 'Burstable',
    conditions,
    containerStatuses: [container],
  }
}
