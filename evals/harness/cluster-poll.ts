import { type Condition, type RawObject } from './condition.ts'
import { kubectl } from './kubectl.ts'

interface Waiting {
  readonly namespace: string
  readonly conditions: readonly Condition[]
  readonly since: Map<Condition, number>
  readonly deadline: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const PAUSE = 1500
/** Looks at the cluster every few seconds for all scenarios at once: one kubectl for all that anybody waits for. */
export class ClusterPoll {
  readonly #waiting = new Set<Waiting>()
  #looking = false

  /** Resolves as soon as all conditions hold in the namespace. Rejects with what does not hold when the time (ms since epoch) is over. */
  async until(namespace: string, conditions: readonly Condition[], deadline: number): Promise<void> {
    if (conditions.length === 0) return
    await new Promise<void>((resolve, reject) => {
      this.#waiting.add({ namespace, conditions, since: new Map(), deadline, resolve, reject })
      void this.#look()
    })
  }

  async #look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    while (this.#waiting.size > 0) {
      const objects = await this.#read().catch((error: unknown) => console.error(`evals: ${String(error)}`))
      for (const one of this.#waiting) if (objects !== undefined) this.#judge(one, objects.get(one.namespace) ?? [])
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
    this.#looking = false
  }

  async #read(): Promise<ReadonlyMap<string, RawObject[]>> {
    const kinds = [...new Set([...this.#waiting].flatMap(({ conditions }) => conditions.map(({ kind }) => kind.toLowerCase())))]
    const text = await kubectl(['get', kinds.join(','), '-A', '-o', 'json'])
    return Map.groupBy((JSON.parse(text) as { items: RawObject[] }).items, placeOf)
  }

  #judge(one: Waiting, objects: readonly RawObject[]): void {
    const now = Date.now()
    const unmet = one.conditions.filter((condition) => {
      if (!condition.test(objects)) return one.since.delete(condition) || true
      const since = one.since.get(condition) ?? now
      one.since.set(condition, since)
      return now - since < condition.holds * 1000
    })
    if (unmet.length > 0 && now < one.deadline) return
    this.#waiting.delete(one)
    if (unmet.length === 0) one.resolve()
    else one.reject(new Error(`not reached in time: ${unmet.map(({ text }) => text).join('; ')}`))
  }
}

/** A namespace belongs to itself. */
function placeOf(object: RawObject): string {
  const { namespace, name } = object['metadata'] as { namespace?: string; name: string }
  return namespace ?? name
}
