import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION = 20

/** How late the event loop is: what was measured since the last time that somebody asked. */
export class LoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION })

  constructor() {
    this.#delays.enable()
  }

  /** Seconds beyond the resolution of the measure: 99 of 100 delays were shorter. */
  take(): number {
    const { count } = this.#delays
    const late = count === 0 ? 0 : Math.max(0, this.#delays.percentile(99) / 1e9 - RESOLUTION / 1000)
    this.#delays.reset()
    return late
  }

  stop(): void {
    this.#delays.disable()
  }
}
