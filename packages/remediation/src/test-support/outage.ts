import { CopilotError } from '@aks-copilot/contracts'
import type { RepairPorts } from '../loop/run.ts'
import { createBranchStore } from '../state/branch-store.ts'
import type { MemoryWorld } from './memory-world.ts'

type Service = 'git' | 'deployer' | 'cluster' | 'notifier' | 'renderer'

export interface Outage {
  readonly service: Service
  /** The calls that fail; absent: all of them. */
  readonly calls?: readonly string[]
  /** Milliseconds since the beginning of the story. */
  readonly from: number
  readonly to: number
  readonly category: CopilotError['category']
}

/** A service that is not there for a while, whoever asks it: the state lies in Git, and is not to be had without it. */
export class Outages {
  /** Calls that failed. */
  failed = 0
  readonly #outages: readonly Outage[]
  readonly #world: MemoryWorld

  constructor(world: MemoryWorld, outages: readonly Outage[]) {
    this.#world = world
    this.#outages = outages
  }

  ports(ports: RepairPorts): RepairPorts {
    const git = this.#broken('git', ports.git)
    const { notifier } = ports
    return {
      ...ports,
      git,
      store: createBranchStore(git),
      deployer: this.#broken('deployer', ports.deployer),
      cluster: this.#broken('cluster', ports.cluster),
      ...(notifier === undefined ? {} : { notifier: this.#broken('notifier', notifier) }),
    }
  }

  #broken<Port extends object>(service: Service, port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        const call = member.bind(target) as (...args: readonly unknown[]) => unknown
        return (...args: readonly unknown[]) => {
          const outage = this.#outages.find((one) => one.service === service && this.#isNow(one, String(name)))
          if (outage === undefined) return call(...args)
          this.failed += 1
          return Promise.reject(faultOf(outage))
        }
      },
    })
  }

  #isNow({ from, to, calls }: Outage, name: string): boolean {
    const { elapsed } = this.#world
    return elapsed >= from && elapsed < to && (calls === undefined || calls.includes(name))
  }
}

function faultOf({ service, category }: Outage): CopilotError {
  return new CopilotError({ code: 'SERVICE_AWAY', category, message: `The ${service} is away.`, remedy: 'Look at the story.' })
}
