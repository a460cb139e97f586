import type { RepairPorts } from '../loop/run.ts'

/** What a killed process leaves behind: nothing, not even a message. */
export class Death extends Error {}

/** Calls of ports that leave something behind. */
export const WRITES: readonly string[] = [
  'commit',
  'moveBranch',
  'deleteBranch',
  'openPullRequest',
  'closePullRequest',
  'reportCheck',
  'openIssue',
  'save',
  'post',
  'update',
  'refresh',
  'sync',
]

/** Counts what a run writes, and dies once: before or after the write of that number (from 1). 0: never. */
export class Fate {
  writes = 0
  readonly #number: number
  readonly #when: 'before' | 'after'

  constructor(number: number, when: 'before' | 'after') {
    this.#number = number
    this.#when = when
  }

  ports(ports: RepairPorts): RepairPorts {
    const { git, deployer, notifier, store } = ports
    return {
      ...ports,
      git: this.#mortal(git),
      deployer: this.#mortal(deployer),
      store: this.#mortal(store),
      ...(notifier === undefined ? {} : { notifier: this.#mortal(notifier) }),
    }
  }

  #mortal<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        const call = member.bind(target) as (...args: readonly unknown[]) => unknown
        return typeof name === 'string' && WRITES.includes(name) ? this.#counted(call) : call
      },
    })
  }

  #counted(call: (...args: readonly unknown[]) => unknown): (...args: readonly unknown[]) => Promise<unknown> {
    return async (...args) => {
      this.writes += 1
      const isLast = this.writes === this.#number
      if (isLast && this.#when === 'before') throw new Death('before')
      const answer = await call(...args)
      if (isLast) throw new Death('after')
      return answer
    }
  }
}
