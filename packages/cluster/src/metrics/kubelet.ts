import { Field } from '@aks-copilot/kubernetes'
import type { ApiServer } from '../connect/api-server.ts'
import { timeOf } from '../context/live-object.ts'
import type { MetricName } from '../context/records.ts'
import { splitLines } from '../logs/split-lines.ts'
import { samplesOf } from './parse-prometheus.ts'
import { measured, type Reading } from './readings.ts'

function proxy(node: string): string {
  return `/api/v1/nodes/${encodeURIComponent(node)}/proxy`
}

/** What one kubelet says in `/stats/summary`: CPU and memory of its containers and of itself, and how full the claims and its own disk are. */
export interface Summary {
  readonly usage: readonly Reading[]
  readonly volumes: readonly Reading[]
}

/** Reads `/stats/summary` through the API server. Throws `ApiFault`: 403 without `nodes/proxy`. */
export async function readSummary(api: ApiServer, node: string, signal: AbortSignal | undefined): Promise<Summary> {
  const summary = new Field(await api.get(`${proxy(node)}/stats/summary`, { signal }))
  const pods = summary.at('pods').items()
  return {
    usage: [...usageOf(summary.at('node'), measured('Node', node), undefined), ...pods.flatMap(usageOfPod)],
    volumes: [
      ...levelOfDisk(summary.at('node', 'fs'), measured('Node', node)),
      ...distinct(pods.flatMap((pod) => pod.at('volume').items().flatMap(levelOfVolume))),
    ],
  }
}

function usageOfPod(pod: Field): Reading[] {
  const object = measured('Pod', pod.at('podRef', 'name').text ?? '', pod.at('podRef', 'namespace').text)
  return pod
    .at('containers')
    .items()
    .flatMap((container) => usageOf(container, object, container.at('name').text))
}

function usageOf(stats: Field, object: Reading['object'], container: string | undefined): Reading[] {
  return [
    ...reading(stats.at('cpu'), 'usageNanoCores', 'cpu', 1e-9, object, container),
    ...reading(stats.at('memory'), 'workingSetBytes', 'memory', 1, object, container),
  ]
}

function levelOfVolume(volume: Field): Reading[] {
  const claim = volume.at('pvcRef', 'name').text
  return claim === undefined ? [] : levelOf(volume, measured('PersistentVolumeClaim', claim, volume.at('pvcRef', 'namespace').text))
}

/** What others than the kubelet took of the disk is taken as well: pods are evicted for what is left. */
function levelOfDisk(stats: Field, object: Reading['object']): Reading[] {
  const [capacity, left] = [stats.at('capacityBytes').number, stats.at('availableBytes').number]
  const level = levelOf(stats, object)
  if (capacity === undefined || left === undefined) return level
  return level.map((one) => (one.metric === 'disk-used' ? { ...one, value: capacity - left } : one))
}

function levelOf(stats: Field, object: Reading['object']): Reading[] {
  return [
    ...reading(stats, 'usedBytes', 'disk-used', 1, object),
    ...reading(stats, 'capacityBytes', 'disk-capacity', 1, object),
    ...reading(stats, 'inodesUsed', 'inodes-used', 1, object),
    ...reading(stats, 'inodes', 'inodes-capacity', 1, object),
  ]
}

function reading(stats: Field, key: string, metric: MetricName, unit: number, object: Reading['object'], container?: string): Reading[] {
  const [value, at] = [stats.at(key).number, timeOf(stats.at('time'))]
  return value === undefined || at === undefined ? [] : [{ object, container, metric, at, value: value * unit }]
}

/** A claim that several pods of a node mount is told once. */
function distinct(readings: readonly Reading[]): Reading[] {
  return [...new Map(readings.map((one) => [`${one.object.namespace} ${one.object.name} ${one.metric}`, one])).values()]
}

/** CPU periods of a container since it started: all, and those in which its limit stopped it. */
export interface Periods {
  readonly namespace: string
  readonly pod: string
  /** '' where the runtime counts for the whole pod only. */
  readonly container: string
  readonly at: number
  readonly periods: number
  readonly throttled: number
}

const PERIODS = 'container_cpu_cfs_periods_total'
const THROTTLED = 'container_cpu_cfs_throttled_periods_total'

/** Reads what `/metrics/cadvisor` of a node says of throttling; the rest of that long text is passed over as it comes. */
export async function readPeriods(api: ApiServer, node: string, signal: AbortSignal | undefined, now: () => number): Promise<Periods[]> {
  const body = await api.stream(`${proxy(node)}/metrics/cadvisor`, { accept: 'text/plain', signal })
  const found = new Map<string, { -readonly [Key in keyof Periods]: Periods[Key] }>()
  for await (const { name, labels, value, at } of samplesOf(splitLines(body), [PERIODS, THROTTLED])) {
    const { namespace = '', pod = '', container = '' } = labels
    if (pod === '') continue
    const key = `${namespace}/${pod}/${container}`
    const entry = found.get(key) ?? { namespace, pod, container, at: at ?? now(), periods: 0, throttled: 0 }
    if (name === PERIODS) entry.periods = value
    else entry.throttled = value
    found.set(key, entry)
  }
  return [...found.values()]
}
