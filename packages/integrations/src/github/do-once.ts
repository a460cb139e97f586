import type { GitHubClient } from './github-client.ts'
import { ServiceFault } from '../calls/service-fault.ts'

interface Once<T> {
  readonly client: GitHubClient
  readonly find: () => Promise<T | undefined>
  /** Must not repeat what may have been done. */
  readonly create: () => Promise<T>
  readonly signal: AbortSignal | undefined
}

const THERE_ALREADY = 422

/**
 * Makes what must be there once: looks, makes, and looks again after each failure that says nothing of what was done, before it makes
 * again. What GitHub says is there already is looked for too, for its lists may lag behind. GitHub takes no key that would make a request
 * unique: what it finishes only after all looks is made twice, and the older one is found from then on.
 */
export async function doOnce<T>({ client, find, create, signal }: Once<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find()
    if (found !== undefined) return found
    try {
      return await create()
    } catch (fault) {
      if (!(fault instanceof ServiceFault)) throw fault
      const unsure = fault.category === 'transient' && !fault.unsent
      const there = fault.status === THERE_ALREADY && /already exists/i.test(fault.message)
      if (!unsure && !there) throw fault
      // Longer than other pauses: what was made shall be in the list by then.
      await client.pause(attempt + 2, signal)
      if (attempt < client.tries) continue
      const late = await find()
      if (late !== undefined) return late
      throw fault
    }
  }
}
