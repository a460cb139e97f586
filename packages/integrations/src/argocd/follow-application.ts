import { ApiFault, type ApiServer, readWatch } from '@aks-copilot/cluster'
import { setTimeout as wait } from 'node:timers/promises'
import type { Application } from './application-schema.ts'

export interface Following {
  readonly api: ApiServer
  /** Of all Applications of the namespace. */
  readonly path: string
  readonly name: string
  readonly read: () => Promise<Application>
  readonly parse: (value: unknown) => Application
  /** What is thrown when it was deleted. */
  readonly gone: () => Error
  readonly fault: (error: unknown) => unknown
}

const WATCH_FOR = 300_000
const SILENCE = 100_000
const FIRST_PAUSE = 300
const LONGEST_PAUSE = 15_000

/**
 * An Application as it changes, the present state first. A watch that breaks goes on where it was; where the API server no longer knows
 * that place, it is read anew. Who is slow gets the newest state, not each one. Ends with the signal; throws when it was deleted, and
 * where the rights were taken away.
 */
export async function* followApplication(following: Following, signal: AbortSignal): AsyncGenerator<Application> {
  const control = new AbortController()
  const abort = (): void => control.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  const newest = new Newest<Application>()
  const watching = watch(following, newest, control.signal)
  try {
    for (;;) {
      const next = await newest.take()
      if (next === undefined) return
      yield next
    }
  } finally {
    signal.removeEventListener('abort', abort)
    control.abort()
    await watching
  }
}

/** Never rejects: what goes wrong is handed to whoever takes. */
async function watch(following: Following, newest: Newest<Application>, signal: AbortSignal): Promise<void> {
  let version: string | undefined
  let breaks = 0
  while (!signal.aborted)
    try {
      if (version === undefined) {
        const application = await following.read()
        newest.put(application)
        version = application.metadata.resourceVersion ?? ''
      }
      await watchOnce(following, version, signal, (seen, application) => {
        version = seen
        breaks = 0
        if (application !== undefined) newest.put(application)
      })
    } catch (error) {
      if (signal.aborted) break
      if (error instanceof ApiFault && (error.status === 410 || error.reason === 'Expired')) version = undefined
      else if (!(error instanceof ApiFault) || !error.isTransient) return newest.end(following.fault(error))
      breaks += 1
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(breaks - 1, 10)) * (0.5 + Math.random() / 2)
      await wait(pause, undefined, { signal }).catch(() => undefined)
    }
  newest.end()
}

async function watchOnce(
  { api, path, name, parse, gone }: Following,
  resourceVersion: string,
  signal: AbortSignal,
  see: (version: string, application: Application | undefined) => void,
): Promise<void> {
  await readWatch(api, {
    path,
    resourceVersion,
    fieldSelector: `metadata.name=${name}`,
    watchFor: WATCH_FOR,
    silence: SILENCE,
    signal,
    opened: () => undefined,
    take: ({ type, object, resourceVersion: version }) => {
      if (type === 'DELETED') throw gone()
      see(version, type === 'BOOKMARK' ? undefined : parse(object))
    },
  })
}

/** Hands one value at a time from one who puts to one who takes; a newer one takes the place of one that nobody took. */
class Newest<Value> {
  #value: Value | undefined
  #over: { readonly error?: unknown } | undefined
  #wake: (() => void) | undefined

  put(value: Value): void {
    this.#value = value
    this.#wake?.()
  }

  end(error?: unknown): void {
    this.#over = error === undefined ? {} : { error }
    this.#wake?.()
  }

  /** Undefined at the end. */
  async take(): Promise<Value | undefined> {
    while (this.#value === undefined && this.#over === undefined)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    const value = this.#value
    this.#value = undefined
    if (value === undefined && this.#over !== undefined && 'error' in this.#over) throw this.#over.error
    return value
  }
}
