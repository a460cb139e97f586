import { describe, expect, it } from 'vitest'
import { ApiFault, type ApiServer } from '../connect/api-server.ts'
import { Coverage } from '../context/coverage.ts'
import { ClusterState } from '../context/cluster-state.ts'
import { LiveObject } from '../context/live-object.ts'
import type { Periods } from './kubelet.ts'
import { parseSample } from './parse-prometheus.ts'
import { type MetricsReading, readMetrics } from './read-metrics.ts'
import { sampleMetrics } from './sample-metrics.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const AT = '2026-11-22T09:59:50Z'

const POD = new LiveObject({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'web' },
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'web', resources: { limits: { cpu: '100m' } } }, { name: 'helper' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] },
})

const stateOf = (coverage: Coverage): ClusterState =>
  new ClusterState({
    cluster: 'x',
    now: NOW,
    window: { from: NOW - 7_200_000, to: NOW },
    coverage,
    objects: [POD],
    events: [],
    logs: [],
    metrics: [],
    changes: [],
  })
const STATE = stateOf(new Coverage([]))

const USAGE = {
  metadata: {},
  items: [
    { metadata: { name: 'web', namespace: 'shop' }, timestamp: AT, containers: [{ name: 'web', usage: { cpu: '250m', memory: '64Mi' } }] },
  ],
}
const NODES = { metadata: {}, items: [{ metadata: { name: 'node-1' }, timestamp: AT, usage: { cpu: '1500m', memory: '2Gi' } }] }
const SUMMARY = {
  node: {
    cpu: { time: AT, usageNanoCores: 1_500_000_000 },
    memory: { time: AT, workingSetBytes: 1024 },
    fs: { time: AT, usedBytes: 40, availableBytes: 30, capacityBytes: 100, inodesUsed: 5, inodes: 50 },
  },
  pods: [
    {
      podRef: { name: 'web', namespace: 'shop' },
      containers: [{ name: 'web', cpu: { time: AT, usageNanoCores: 250_000_000 }, memory: { time: AT, workingSetBytes: 2048 } }],
      volume: [
        { name: 'token', time: AT, usedBytes: 1, capacityBytes: 2 },
        {
          name: 'data',
          pvcRef: { name: 'data', namespace: 'shop' },
          time: AT,
          usedBytes: 90,
          capacityBytes: 100,
          inodesUsed: 3,
          inodes: 10,
        },
      ],
    },
  ],
}
const CADVISOR = `# HELP container_cpu_cfs_periods_total x
container_cpu_cfs_periods_total{container="",id="/a\\"b",namespace="shop",pod="web"} 1000 ${NOW}
container_cpu_cfs_throttled_periods_total{container="",id="/a",namespace="shop",pod="web"} 400 ${NOW}
container_cpu_usage_seconds_total{container="web",namespace="shop",pod="web"} 7
`

type Answers = Readonly<Record<string, unknown>>

function apiServer(answers: Answers): ApiServer {
  const find = (path: string): unknown => {
    const key = Object.keys(answers).find((end) => path.endsWith(end))
    const answer = key === undefined ? undefined : answers[key]
    if (typeof answer === 'number' || answer === undefined) throw new ApiFault(answer ?? 404, '', `answer ${answer ?? 404}`)
    return answer
  }
  const unused = async (): Promise<never> => await Promise.reject(new Error('not expected'))
  return {
    name: 'x',
    namespace: 'shop',
    server: '',
    user: '',
    requests: {},
    review: unused,
    dryRun: unused,
    get: async (path: string) => await Promise.resolve().then(() => find(path)),
    async stream(path: string) {
      const bytes = new TextEncoder().encode(String(find(path)))
      return await Promise.resolve(
        (async function* (): AsyncGenerator<Uint8Array> {
          yield await Promise.resolve(bytes)
        })(),
      )
    },
    close: async () => await Promise.resolve(),
  }
}

function told({ series, coverage }: MetricsReading): { series: string[]; coverage: string[] } {
  return {
    series: series.map(
      ({ object, container, metric, points }) =>
        `${object.kind} ${object.name} ${container ?? '-'} ${metric} ${points.map(([, value]) => value).join()}`,
    ),
    coverage: coverage.map(({ kind, observation, why }) => `${kind}: ${observation}${why === undefined ? '' : ` (${why})`}`),
  }
}

describe('readMetrics', () => {
  it('takes usage from the metrics API, volumes and throttling from the kubelet', async () => {
    const api = apiServer({ 'v1beta1/pods': USAGE, 'v1beta1/nodes': NODES, '/stats/summary': SUMMARY, '/metrics/cadvisor': CADVISOR })
    expect(told(await readMetrics(api, STATE))).toEqual({
      series: [
        'Pod web web cpu 0.25',
        'Pod web web memory 67108864',
        'Node node-1 - cpu 1.5',
        'Node node-1 - memory 2147483648',
        'Node node-1 - disk-used 70',
        'Node node-1 - disk-capacity 100',
        'Node node-1 - inodes-used 5',
        'Node node-1 - inodes-capacity 50',
        'PersistentVolumeClaim data - disk-used 90',
        'PersistentVolumeClaim data - disk-capacity 100',
        'PersistentVolumeClaim data - inodes-used 3',
        'PersistentVolumeClaim data - inodes-capacity 10',
        'Pod web web cpu-throttled 0.4',
      ],
      coverage: ['metrics: observed', 'volume metrics: observed', 'throttling metrics: observed'],
    })
  })

  it('takes everything from the kubelet where there is no metrics API', async () => {
    const { series, coverage } = told(await readMetrics(apiServer({ '/stats/summary': SUMMARY }), STATE, { mostThrottlingNodes: 0 }))
    expect(series).toContain('Pod web web memory 2048')
    expect(series).toContain('Node node-1 - cpu 1.5')
    expect(coverage).toContain('metrics: observed')
  })

  it('says that there is no metrics API and that kubelets may not be asked', async () => {
    const { series, coverage } = told(await readMetrics(apiServer({ '/stats/summary': 403, '/metrics/cadvisor': 403 }), STATE))
    expect(series).toEqual([])
    expect(coverage).toEqual([
      'volume metrics: not-permitted (answer 403)',
      'throttling metrics: not-permitted (answer 403)',
      "metrics: not-served (the metrics API is not installed, and the kubelets can't be asked: answer 403)",
    ])
  })

  it('sends kubelets nothing where they may not be asked', async () => {
    const asked: string[] = []
    const api = apiServer({ 'v1beta1/pods': USAGE })
    const listening: ApiServer = {
      ...api,
      get: async (path, options) => {
        asked.push(path)
        return await api.get(path, options)
      },
    }
    const { coverage } = told(await readMetrics(listening, STATE, { mayAskKubelets: async () => await Promise.resolve(false) }))
    expect(asked.filter((path) => path.includes('/proxy/'))).toEqual([])
    expect(coverage).toContain('volume metrics: not-permitted (you may not get nodes/proxy)')
  })

  it('reads namespaces one by one where it may not read all', async () => {
    const api = apiServer({ 'v1beta1/pods': 403, 'namespaces/shop/pods': USAGE })
    const limited: ApiServer = {
      ...api,
      get: async (path, options) =>
        await (path.endsWith('v1beta1/pods') ? Promise.reject(new ApiFault(403, '', 'no')) : api.get(path, options)),
    }
    expect(told(await readMetrics(limited, STATE)).coverage).toContain('metrics: observed')
  })

  it('asks for nothing beyond the namespaces that are read', async () => {
    const asked: string[] = []
    const api = apiServer({ 'namespaces/shop/pods': USAGE })
    const listening: ApiServer = {
      ...api,
      get: async (path, options) => {
        asked.push(path)
        return await api.get(path, options)
      },
    }
    const narrow = new Coverage([
      { kind: 'Pod', namespace: 'shop', observation: 'observed' },
      { kind: 'Node', observation: 'not-permitted' },
    ])
    const { series } = told(await readMetrics(listening, stateOf(narrow), { mayAskKubelets: async () => await Promise.resolve(false) }))
    expect(series).not.toEqual([])
    expect(asked).toEqual(['/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods'])
  })

  it('takes throttling between two readings', async () => {
    const before: Periods = { namespace: 'shop', pod: 'web', container: '', at: NOW - 60_000, periods: 800, throttled: 380 }
    const periods = new Map([['web web', before]])
    const api = apiServer({ '/metrics/cadvisor': CADVISOR })
    expect(told(await readMetrics(api, STATE, { periods })).series).toEqual(['Pod web web cpu-throttled 0.1'])
    expect(told(await readMetrics(api, STATE, { periods })).series).toEqual([])
  })
})

describe('sampleMetrics', () => {
  it('reads again and again until it is ended', async () => {
    const stop = new AbortController()
    const readings: MetricsReading[] = []
    const take = (reading: MetricsReading): void => {
      readings.push(reading)
      if (readings.length === 3) stop.abort()
    }
    await sampleMetrics(apiServer({ 'v1beta1/pods': USAGE }), () => STATE, take, stop.signal, { interval: 1 })
    expect(readings).toHaveLength(3)
  })
})

describe('parseSample', () => {
  it.each([
    ['a 1', { name: 'a', labels: {}, value: 1, at: undefined }],
    ['a{b="c\\"d\\\\",e=""} 1e3 17', { name: 'a', labels: { b: 'c"d\\', e: '' }, value: 1000, at: 17 }],
    ['a{b="x} y"} NaN', { name: 'a', labels: { b: 'x} y' }, value: Number.NaN, at: undefined }],
    ['# TYPE a counter', undefined],
    ['', undefined],
  ])('%s', (line, sample) => {
    expect(parseSample(line)).toEqual(sample)
  })
})
