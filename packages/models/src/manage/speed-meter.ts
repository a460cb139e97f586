export interface Measured {
  readonly promptTokens: number
  /** Of them, those that the endpoint still had in its prefix cache. */
  readonly cachedTokens: number
  readonly outputTokens: number
  readonly firstTokenMs: number
  readonly totalMs: number
}

export interface Speed {
  readonly firstTokenMs: number
  readonly promptTokensPerSecond: number
  readonly outputTokensPerSecond: number
}

/** A new request counts this much; the speed follows the machine's load within a few. */
const WEIGHT = 0.3
/** Fewer tokens say more of the network than of the model. */
const FEWEST_PROMPT = 64
const FEWEST_OUTPUT = 4

/** How fast a model is, from real requests. Tokens from the prefix cache do not count: the next prompt has others. */
export class SpeedMeter {
  #speed: Speed | undefined
  #output: number | undefined

  get speed(): Speed | undefined {
    return this.#speed
  }

  add({ promptTokens, cachedTokens, outputTokens, firstTokenMs, totalMs }: Measured): void {
    const read = promptTokens - cachedTokens
    if (outputTokens >= FEWEST_OUTPUT && totalMs > firstTokenMs)
      this.#output = blend(this.#output, ((outputTokens - 1) * 1000) / (totalMs - firstTokenMs))
    if (read < FEWEST_PROMPT) return
    this.#speed = {
      firstTokenMs: blend(this.#speed?.firstTokenMs, firstTokenMs),
      promptTokensPerSecond: blend(this.#speed?.promptTokensPerSecond, (Math.max(1, read) * 1000) / Math.max(1, firstTokenMs)),
      outputTokensPerSecond: this.#output ?? 0,
    }
  }
}

function blend(before: number | undefined, now: number): number {
  return before === undefined ? now : before * (1 - WEIGHT) + now * WEIGHT
}
