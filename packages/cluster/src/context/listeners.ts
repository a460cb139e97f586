/** What of a store was written to. */
export type Touched = 'objects' | 'events' | 'logs' | 'metrics' | 'changes' | 'coverage'

interface Listener {
  readonly call: (touched: ReadonlySet<Touched>) => void
  readonly everyMs: number
  touched: Set<Touched>
  timer: NodeJS.Timeout | undefined
}

/** Who wants to know of writes, told after a pause: a burst of writes is one call. */
export class Listeners {
  readonly #all = new Set<Listener>()

  add(call: Listener['call'], everyMs: number): () => void {
    const listener: Listener = { call, everyMs, touched: new Set(), timer: undefined }
    this.#all.add(listener)
    return () => {
      clearTimeout(listener.timer)
      this.#all.delete(listener)
    }
  }

  touch(what: Touched): void {
    for (const listener of this.#all) {
      listener.touched.add(what)
      listener.timer ??= setTimeout(tell, listener.everyMs, listener).unref()
    }
  }
}

function tell(listener: Listener): void {
  const { touched } = listener
  listener.timer = undefined
  listener.touched = new Set()
  listener.call(touched)
}
