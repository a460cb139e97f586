import { CopilotError } from '@aks-copilot/contracts'
import type { GenerateRequest, Model, ModelEvent } from '../model.ts'

export interface Collected {
  readonly text: string
  readonly events: readonly ModelEvent[]
  /** The fault that ended it, if one did. */
  readonly fault: CopilotError | undefined
}

/** Runs a request to its end; a fault that is no CopilotError fails the test. */
export async function collect(model: Model, request: Partial<GenerateRequest> = {}): Promise<Collected> {
  const events: ModelEvent[] = []
  let fault: CopilotError | undefined
  try {
    for await (const event of model.generate({ messages: QUESTION, ...request })) events.push(event)
  } catch (error) {
    if (!(error instanceof CopilotError)) throw error
    fault = error
  }
  return { text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''), events, fault }
}

export const QUESTION = [
  { role: 'system', content: 'You restate facts.' },
  { role: 'user', content: 'Why is checkout failing?' },
] as const

export async function eventually(holds: () => boolean, withinMs = 3000): Promise<void> {
  const until = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > until) throw new Error(`still not: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
