import type { ApiServer } from '../connect/api-server.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { CoverageEntry } from '../context/coverage.ts'
import type { LogStream, Time } from '../context/records.ts'
import { ByteBudget } from './byte-budget.ts'
import { chooseContainers, type WantedLog } from './choose-containers.ts'
import { LogTail } from './log-tail.ts'

export interface FollowOptions {
  /** Containers followed at a time; default 60. */
  readonly mostContainers?: number
  /** Bytes a second of all; default 1 MiB. One container may use an eighth. */
  readonly bytesPerSecond?: number
  /** Characters held of all; default 16 Mi. */
  readonly mostHeld?: number
  readonly now?: () => Time
}

const SECONDS_OF_BURST = 10
/** A container that stopped to matter is followed a little longer: what mends itself often breaks again. */
const PATIENCE = 60_000

/**
 * Follows the logs of the containers that matter, within a budget. `update` with each new state chooses, opens and closes; `streams` is
 * what a snapshot holds of them; `close` ends every socket.
 */
export class LogFollower {
  readonly #api: ApiServer
  readonly #options: Required<FollowOptions>
  readonly #shared: ByteBudget
  /** By pod, container and instance. */
  readonly #tails = new Map<string, LogTail>()
  readonly #wantedAt = new Map<string, Time>()
  /** The instance that lives, by pod and container. */
  readonly #current = new Map<string, string>()
  #isClosed = false

  constructor(api: ApiServer, options: FollowOptions = {}) {
    const { mostContainers = 60, bytesPerSecond = 1024 * 1024, mostHeld = 16 * 1024 * 1024, now = Date.now } = options
    this.#api = api
    this.#options = { mostContainers, bytesPerSecond, mostHeld, now }
    this.#shared = new ByteBudget(bytesPerSecond, bytesPerSecond * SECONDS_OF_BURST, now)
  }

  /** Call it every few seconds, and when a container's state changes. `asked`: pods that somebody looks at, as `namespace/name`. */
  update(state: ClusterState, asked?: ReadonlySet<string>): void {
    if (this.#isClosed) return
    const { mostContainers, now } = this.#options
    const wanted = chooseContainers(state, { most: mostContainers, asked, samples: true })
    for (const log of wanted) {
      const key = keyOf(log)
      this.#wantedAt.set(key, now())
      if (!log.previous) this.#current.set(containerOf(log), log.instance)
      else if (this.#current.get(containerOf(log)) === log.instance) this.#current.delete(containerOf(log))
      const tail = this.#tails.get(key) ?? this.#add(key, log)
      tail.open(log.previous)
    }
    this.#leave(new Set(wanted.map(keyOf)), state)
  }

  /** Of each container that is known the log of the living instance, and of the one before the last restart. */
  streams(): LogStream[] {
    const tails = [...Map.groupBy(this.#tails.values(), ({ wanted }) => containerOf(wanted)).values()]
    return tails.flatMap((own) => {
      const { living, dead } = this.#apart(own)
      const [now, before] = [living?.stream(false), dead[0]?.stream(true)]
      // Asked for the instance before, the API may have given this one, which ended meanwhile.
      const isTwice = now !== undefined && before !== undefined && now.lines.at(-1)?.at === before.lines.at(-1)?.at
      return [now, isTwice ? undefined : before].filter(
        (stream) => stream !== undefined && (stream.lines.length > 0 || stream.dropped > 0),
      ) as LogStream[]
    })
  }

  /** The instance that lives, and those that ended, the newest first. */
  #apart(own: readonly LogTail[]): { readonly living: LogTail | undefined; readonly dead: readonly LogTail[] } {
    const living = own.find((tail) => this.#current.get(containerOf(tail.wanted)) === tail.wanted.instance || !hasEnded(tail))
    const dead = own.filter((tail) => tail !== living)
    return { living, dead: dead.toSorted((left, right) => (right.lastAt ?? 0) - (left.lastAt ?? 0) || right.startedAt - left.startedAt) }
  }

  /** Of kind `logs`: observed, but for namespaces whose logs may not be read. */
  coverage(): CoverageEntry[] {
    const denied = new Map<string, string>()
    for (const { wanted, refusal } of this.#tails.values())
      if (refusal?.kind === 'not-permitted') denied.set(wanted.pod.namespace, refusal.why)
    return [
      { kind: 'logs', observation: 'observed' },
      ...[...denied].map(([namespace, why]): CoverageEntry => ({ kind: 'logs', namespace, observation: 'not-permitted', why })),
    ]
  }

  /** How many sockets are open. */
  get following(): number {
    return [...this.#tails.values()].filter(({ state }) => state === 'following').length
  }

  /** Closes every socket and waits until they are. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#tails.values()].map(async (tail) => await tail.close()))
  }

  #add(key: string, log: WantedLog): LogTail {
    const { mostContainers, bytesPerSecond, mostHeld, now } = this.#options
    const own = new ByteBudget(bytesPerSecond / 8, (bytesPerSecond / 8) * SECONDS_OF_BURST, now)
    const limits = { mostLines: 500, mostText: Math.min(128 * 1024, Math.floor(mostHeld / (mostContainers * 2))), mostTemplates: 300 }
    const tail = new LogTail(log, { api: this.#api, now, limits, own, shared: this.#shared })
    this.#tails.set(key, tail)
    return tail
  }

  /** Closes what is not wanted any more, and forgets what is too old or too much. */
  #leave(wanted: ReadonlySet<string>, state: ClusterState): void {
    const { mostContainers, now } = this.#options
    const open = [...this.#tails]
      .filter(([key, tail]) => tail.state === 'following' && !wanted.has(key))
      .toSorted(([left], [right]) => this.#lastWanted(left) - this.#lastWanted(right))
    const tooMany = this.following - mostContainers
    for (const [index, [key, tail]] of open.entries()) if (index < tooMany || now() - this.#lastWanted(key) > PATIENCE) void tail.close()
    for (const own of Map.groupBy(this.#tails.values(), (tail) => containerOf(tail.wanted)).values())
      for (const superseded of this.#apart(own).dead.slice(1))
        if (!wanted.has(keyOf(superseded.wanted))) this.#forget(keyOf(superseded.wanted))
    const old = [...this.#tails.keys()]
      .filter((key) => !wanted.has(key))
      .toSorted((left, right) => this.#lastWanted(left) - this.#lastWanted(right))
    const over = this.#tails.size - mostContainers * 2
    for (const [index, key] of old.entries()) if (index < over || this.#lastWanted(key) < state.window.from) this.#forget(key)
  }

  #lastWanted(key: string): Time {
    return this.#wantedAt.get(key) ?? 0
  }

  #forget(key: string): void {
    const tail = this.#tails.get(key)
    if (tail === undefined) return
    void tail.close()
    this.#tails.delete(key)
    this.#wantedAt.delete(key)
    if (this.#current.get(containerOf(tail.wanted)) === tail.wanted.instance) this.#current.delete(containerOf(tail.wanted))
  }
}

/** A dead instance is the previous one; one that is still open is not. */
function hasEnded({ state, wanted }: LogTail): boolean {
  return state !== 'following' || wanted.previous
}

function containerOf({ pod, container }: Pick<WantedLog, 'pod' | 'container'>): string {
  return `${pod.uid} ${container}`
}

function keyOf(log: WantedLog): string {
  return `${containerOf(log)} ${log.instance}`
}
