import { CopilotError } from '@aks-copilot/contracts'

export interface Told {
  /** By key, the ids that the receiver gave. */
  readonly messages: Readonly<Record<string, string>>
  /** Why not everything could be said. */
  readonly missed?: string | undefined
}

/** Sends messages. That nobody can be told is noted, and is no reason to leave an application broken. */
export async function tell(signal: AbortSignal, send: (messages: Record<string, string>) => Promise<void>): Promise<Told> {
  const messages: Record<string, string> = {}
  try {
    await send(messages)
    return { messages }
  } catch (error) {
    if (signal.aborted || !(error instanceof CopilotError)) throw error
    return { messages, missed: error.message }
  }
}
