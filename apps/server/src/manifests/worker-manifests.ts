import { Worker } from 'node:worker_threads'
import { type CheckReport, type CheckRequest, CopilotError, type CopilotErrorFields, type FixResponse } from '@aks-copilot/contracts'
import type { ManifestDesk } from './manifest-desk.ts'

export interface Task {
  readonly id: number
  readonly kind: 'check' | 'fix'
  readonly request: CheckRequest
  readonly runId: string
}

export interface TaskResult {
  readonly id: number
  readonly value?: CheckReport | FixResponse
  readonly refused?: CopilotErrorFields
  readonly fault?: string
}

const TIMEOUT = 30_000
const IDLE = 120_000
const MOST_WAITING = 20
const MOST_HEAP_MB = 512

interface Waiting {
  readonly task: Task
  readonly settle: (result: TaskResult | Error) => void
}

/**
 * Checks and mends in a worker thread, one request after the other: a large one keeps nobody waiting but those who check, too. A worker
 * that takes too long or too much memory is ended, and the next request gets a new one. Without requests there is none.
 */
export class WorkerManifests implements ManifestDesk {
  readonly #file: URL
  readonly #queue: Waiting[] = []
  #worker: Worker | undefined
  #current: Waiting | undefined
  #timer: NodeJS.Timeout | undefined
  #serial = 0

  /** `file`: the worker's own code. */
  constructor(file: URL) {
    this.#file = file
  }

  async check(request: CheckRequest, runId: string, signal: AbortSignal): Promise<CheckReport> {
    return (await this.#run('check', request, runId, signal)) as CheckReport
  }

  async fix(request: CheckRequest, runId: string, signal: AbortSignal): Promise<FixResponse> {
    return (await this.#run('fix', request, runId, signal)) as FixResponse
  }

  async close(): Promise<void> {
    for (const { settle } of this.#queue.splice(0)) settle(busy('The server stops.'))
    this.#current?.settle(busy('The server stops.'))
    await this.#end()
  }

  async #run(kind: Task['kind'], request: CheckRequest, runId: string, signal: AbortSignal): Promise<unknown> {
    if (this.#queue.length >= MOST_WAITING) throw busy('Too many manifests wait to be checked.')
    signal.throwIfAborted()
    const result = await new Promise<TaskResult | Error>((resolve) => {
      const waiting: Waiting = { task: { id: ++this.#serial, kind, request, runId }, settle: resolve }
      this.#queue.push(waiting)
      signal.addEventListener('abort', () => this.#leave(waiting), { once: true })
      this.#next()
    })
    if (result instanceof Error) throw result
    if (result.refused !== undefined) throw new CopilotError(result.refused)
    if (result.fault !== undefined) throw new Error(result.fault)
    return result.value
  }

  /** Whoever went away needs no result; what runs for him is ended. */
  #leave(waiting: Waiting): void {
    const index = this.#queue.indexOf(waiting)
    if (index >= 0) this.#queue.splice(index, 1)
    waiting.settle(busy('The client went away.'))
    if (this.#current === waiting) void this.#fail(busy('The client went away.'))
  }

  #next(): void {
    if (this.#current !== undefined) return
    clearTimeout(this.#timer)
    const waiting = this.#queue.shift()
    if (waiting === undefined) {
      if (this.#worker !== undefined) this.#timer = setTimeout(() => void this.#end(), IDLE).unref()
      return
    }
    this.#current = waiting
    this.#timer = setTimeout(() => void this.#fail(tooLarge(`It took longer than ${TIMEOUT / 1000} s.`)), TIMEOUT).unref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node.js has no origin
    this.#started().postMessage(waiting.task)
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB } })
    worker.on('message', (result: TaskResult) => {
      if (this.#worker !== worker || this.#current?.task.id !== result.id) return
      this.#current.settle(result)
      this.#current = undefined
      this.#next()
    })
    worker.on('error', (error) => {
      if (this.#worker === worker)
        void this.#fail('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge('It took too much memory.') : error)
    })
    worker.unref()
    this.#worker = worker
    return worker
  }

  async #fail(error: Error): Promise<void> {
    this.#current?.settle(error)
    await this.#end()
    this.#next()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = undefined
    this.#current = undefined
    await worker?.terminate()
  }
}

function busy(message: string): CopilotError {
  return new CopilotError({ code: 'TOO_MANY_REQUESTS', category: 'transient', message, remedy: 'Try again in a moment.' })
}

function tooLarge(why: string): CopilotError {
  return new CopilotError({
    code: 'CHECK_TOO_LARGE',
    category: 'validation',
    message: `These manifests were not checked to the end: ${why}`,
    remedy: 'Send fewer at once, or use aks-copilot check on the command line, which has no such limit.',
  })
}
