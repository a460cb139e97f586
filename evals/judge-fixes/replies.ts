import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { JudgeModel, JudgeReply, JudgeRequest } from '@aks-copilot/manifests'

/** What a model answered, by what it was asked: so that the gates are judged again without a model. */
export class RecordedReplies {
  readonly #file: URL
  readonly #replies: Record<string, JudgeReply>
  missing = 0

  constructor(model: string, folder = new URL('recorded/', import.meta.url)) {
    this.#file = new URL(`${model}.json`, folder)
    this.#replies = existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, JudgeReply>) : {}
  }

  /** Replays. A question that was never asked gets no answer, and is counted. */
  replaying(name: string): JudgeModel {
    return {
      name,
      propose: (request) => {
        const known = this.#replies[keyOf(request)]
        if (known === undefined) this.missing += 1
        return Promise.resolve(known ?? { ok: false, why: 'not recorded' })
      },
    }
  }

  /** Asks the model itself, and remembers. */
  recording<Request extends JudgeRequest>(
    judge: { readonly name: string; propose(request: Request, signal?: AbortSignal): Promise<JudgeReply> },
    tell: (request: Request, reply: JudgeReply) => void,
  ): typeof judge {
    return {
      name: judge.name,
      propose: async (request, signal) => {
        const reply = this.#replies[keyOf(request)] ?? (await judge.propose(request, signal))
        this.#replies[keyOf(request)] = reply
        tell(request, reply)
        return reply
      },
    }
  }

  save(): void {
    const sorted = Object.fromEntries(Object.entries(this.#replies).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    writeFileSync(this.#file, `${JSON.stringify(sorted, undefined, 1)}\n`)
  }
}

function keyOf({ system, user, schema }: JudgeRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([system, user, schema]))
    .digest('hex')
    .slice(0, 20)
}
