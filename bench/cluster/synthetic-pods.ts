/** What is wrong with an application: its image can't be pulled, it crashes, or it has a volume that is nearly full and old configuration. */
export type Trouble = 'image' | 'crash' | 'stale'

/** The spec of an application's pods. With `stale`, also a claim of its own and variables from its ConfigMap. */
export function podSpec(name: string, trouble?: Trouble): Record<string, unknown> {
  const isStale = trouble === 'stale'
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
    volumes: [
      { name: 'config', configMap: { name: `${name}-config`, defaultMode: 420 } },
      ...(isStale ? [{ name: 'data', persistentVolumeClaim: { claimName: `${name}-data` } }] : []),
    ],
    containers: [
      {
        name: 'app',
        image: `registry.example/${name}:${trouble === 'image' ? 'missing' : '1.0'}`,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        ...(isStale ? { envFrom: [{ configMapRef: { name: `${name}-config` } }] } : {}),
        env: Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: `value of ${name} number ${index}` })),
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        livenessProbe: probe,
        readinessProbe: probe,
        volumeMounts: [
          { name: 'config', mountPath: '/etc/app', readOnly: true },
          ...(isStale ? [{ name: 'data', mountPath: '/var/data' }] : []),
        ],
      },
    ],
  }
}

/** The status of such a pod that started at a time. */
export function podStatus(name: string, since: string, trouble?: Trouble): Record<string, unknown> {
  const failing = trouble === 'image' || trouble === 'crash'
  const status = failing ? 'False' : 'True'
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready', 'PodScheduled'].map((type) => ({
    type,
    status: type === 'Ready' || type === 'ContainersReady' ? status : 'True',
    lastTransitionTime: since,
    ...(failing && (type === 'Ready' || type === 'ContainersReady') ? { reason: 'ContainersNotReady' } : {}),
  }))
  return {
    phase: trouble === 'image' ? 'Pending' : 'Running',
    podIP: '10.1.0.1',
    hostIP: '10.2.0.1',
    startTime: since,
    qosClass: 'Burstable',
    conditions,
    containerStatuses: [
      {
        name: 'app',
        image: `registry.example/${name}:1.0`,
        imageID: `registry.example/${name}@sha256:${'0'.repeat(64)}`,
        ready: !failing,
        started: !failing,
        restartCount: trouble === 'crash' ? 12 : 0,
        ...containerState(since, trouble),
      },
    ],
  }
}

function containerState(since: string, trouble: Trouble | undefined): Record<string, unknown> {
  if (trouble === 'image') return { state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } }, lastState: {} }
  if (trouble !== 'crash') return { state: { running: { startedAt: since } }, lastState: {} }
  const terminated = { exitCode: 1, reason: 'Error', startedAt: since, finishedAt: since, containerID: `containerd://${'a'.repeat(64)}` }
  return {
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
    lastState: { terminated },
  }
}
