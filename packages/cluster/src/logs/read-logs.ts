import type { ApiServer } from '../connect/api-server.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { CoverageEntry } from '../context/coverage.ts'
import type { LogStream } from '../context/records.ts'
import { mapBounded } from '../map-bounded.ts'
import { chooseContainers, type WantedLog } from './choose-containers.ts'
import { type Refusal, refusalOf, requestLog } from './log-request.ts'
import { mineLog } from './mine-log.ts'

export interface ReadLogsOptions {
  /** Logs read at most; default 120. */
  readonly mostLogs?: number
  /** Lines of each, the newest; default 200. */
  readonly tailLines?: number
  /** Bytes of each; default 64 KiB. */
  readonly limitBytes?: number
  /** Requests at a time; default 6. */
  readonly concurrency?: number
  /** Milliseconds for all; what was not read by then is told. Default 5,000. */
  readonly timeout?: number
  /** Pods that somebody asked about, as `namespace/name`: read before all others. */
  readonly asked?: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
}

export interface LogReading {
  readonly streams: readonly LogStream[]
  /** Of kind `logs`: for all namespaces, and apart for those of which something could not be read. */
  readonly coverage: readonly CoverageEntry[]
}

/**
 * Reads once the logs of the containers that matter: the newest lines of what fails, restarted, is not ready or changed lately, and of one
 * pod of each other workload. Never throws for what a cluster refuses; that is in `coverage`.
 */
export async function readLogs(api: ApiServer, state: ClusterState, options: ReadLogsOptions = {}): Promise<LogReading> {
  const { mostLogs = 120, concurrency = 6, timeout = 5_000, asked, signal } = options
  const wanted = chooseContainers(state, { most: mostLogs, asked, samples: true })
  const deadline = AbortSignal.timeout(timeout)
  const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
  const missed = new Missed()
  const results = await mapBounded(wanted, concurrency, async (log): Promise<LogStream | undefined> => {
    if (missed.isDenied(log)) return undefined
    try {
      stop.throwIfAborted()
      return await readNewest(api, log, options, stop)
    } catch (fault) {
      signal?.throwIfAborted()
      missed.add(log, stop.aborted ? 'late' : refusalOf(fault), fault)
      return undefined
    }
  })
  const streams = results.filter((stream) => stream !== undefined).filter(({ lines }) => lines.length > 0)
  return {
    streams: [...new Map(streams.map((stream) => [`${stream.pod.uid} ${stream.container} ${stream.previous}`, stream])).values()],
    coverage: [{ kind: 'logs', observation: 'observed' }, ...missed.entries()],
  }
}

/** What was wanted and not read, by namespace. That a container has no log yet, or is gone, is nothing that was missed. */
class Missed {
  readonly #denied = new Map<string, string>()
  readonly #late = new Map<string, number>()
  readonly #failed = new Map<string, number>()

  isDenied({ pod }: WantedLog): boolean {
    return this.#denied.has(pod.namespace)
  }

  add({ pod: { namespace } }: WantedLog, why: Refusal | 'late', fault: unknown): void {
    if (why === 'not-permitted') this.#denied.set(namespace, fault instanceof Error ? fault.message : String(fault))
    const counts = why === 'late' ? this.#late : why === 'failed' ? this.#failed : undefined
    counts?.set(namespace, (counts.get(namespace) ?? 0) + 1)
  }

  entries(): CoverageEntry[] {
    const denied = [...this.#denied].map(([namespace, why]): CoverageEntry => ({
      kind: 'logs',
      namespace,
      observation: 'not-permitted',
      why,
    }))
    return [...denied, ...counted(this.#late, 'not read in time'), ...counted(this.#failed, 'not given by the node')]
  }
}

function counted(counts: ReadonlyMap<string, number>, why: string): CoverageEntry[] {
  return [...counts].map(([namespace, count]) => ({
    kind: 'logs',
    namespace,
    observation: 'not-observed',
    why: `the logs of ${count} ${count === 1 ? 'container' : 'containers'} were ${why}`,
  }))
}

/**
 * A container in a crash loop may have run and ended again since the list: the instance that was the last one then is gone (the kubelet says
 * so in a refusal, or in one line without a time), and the API gives the log of the newest.
 */
async function readNewest(api: ApiServer, log: WantedLog, options: ReadLogsOptions, signal: AbortSignal): Promise<LogStream> {
  if (!log.previous) return await readLog(api, log, options, signal)
  const newest = { ...log, previous: false }
  try {
    const stream = await readLog(api, log, options, signal)
    return stream.lines.length > 0 ? stream : await readLog(api, newest, options, signal)
  } catch (fault) {
    if (signal.aborted || refusalOf(fault) !== 'waiting') throw fault
    return await readLog(api, newest, options, signal)
  }
}

async function readLog(api: ApiServer, log: WantedLog, options: ReadLogsOptions, signal: AbortSignal): Promise<LogStream> {
  const { tailLines = 200, limitBytes = 64 * 1024 } = options
  const first = await readTail(api, log, tailLines, limitBytes, signal)
  // The limit cuts the newest lines off: ask for as many as fit.
  const fits = Math.max(1, Math.floor(first.lines.length * 0.75))
  const { lines } = first.bytes < limitBytes || first.lines.length <= 1 ? first : await readTail(api, log, fits, limitBytes * 2, signal)
  const { pod, container, previous } = log
  return mineLog({ pod, container, previous }, lines)
}

async function readTail(
  api: ApiServer,
  log: WantedLog,
  tailLines: number,
  limitBytes: number,
  signal: AbortSignal,
): Promise<{ lines: string[]; bytes: number }> {
  let bytes = 0
  const lines: string[] = []
  for await (const line of requestLog(api, log, {
    previous: log.previous,
    tailLines,
    limitBytes,
    signal,
    onBytes: (count) => (bytes += count),
  }))
    lines.push(line)
  return { lines, bytes }
}
