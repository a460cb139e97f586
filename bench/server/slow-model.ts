import { setTimeout as wait } from 'node:timers/promises'
import type { GenerateRequest, Model, ModelEvent } from '../../packages/models/src/index.ts'

const FIRST_WORD = 3000
const WORD = 200

/** A model that takes one question at a time, and its time: whoever waits for it waits for minutes. */
export class SlowModel implements Model {
  readonly provider = 'openai-compatible'
  readonly name = 'slow'
  readonly local = true
  readonly contextTokens = 4096
  readonly available = true
  readonly speed = undefined
  #turn: Promise<unknown> = Promise.resolve()

  async *generate({ signal }: GenerateRequest): AsyncGenerator<ModelEvent> {
    const before = this.#turn
    let leave: () => void = () => undefined
    this.#turn = new Promise<void>((resolve) => (leave = resolve))
    try {
      await Promise.race([before, aborted(signal)])
      await wait(FIRST_WORD, undefined, { signal })
      for (const word of 'The container was killed because it used more memory than its limit.'.split(' ')) {
        yield { type: 'text', text: `${word} ` }
        await wait(WORD, undefined, { signal })
      }
      yield {
        type: 'end',
        reason: 'stop',
        usage: { prompt: 500, completion: 12 },
        firstTokenMs: FIRST_WORD,
        totalMs: FIRST_WORD + 12 * WORD,
      }
    } finally {
      void before.then(leave)
    }
  }

  async structured(): Promise<{ readonly ok: false; readonly why: string }> {
    return await Promise.resolve({ ok: false, why: 'it only writes prose' })
  }

  countTokens(text: string): number {
    return Math.ceil(text.length / 3)
  }

  async status(): ReturnType<Model['status']> {
    const { provider, name, local, contextTokens } = this
    return await Promise.resolve({
      provider,
      name,
      state: 'ready',
      remedy: [],
      local,
      leaves: 'Nothing leaves this machine.',
      pseudonyms: false,
      contextTokens,
      speed: {},
      offers: [],
    })
  }

  async close(): Promise<void> {
    await Promise.resolve()
  }
}

async function aborted(signal: AbortSignal | undefined): Promise<never> {
  return await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
}
