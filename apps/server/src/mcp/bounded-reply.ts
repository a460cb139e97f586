import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { copilotError } from '../http/problem.ts'

/** Characters of one reply: about 8,000 tokens. A client's window holds a few of them. */
export const MOST_CHARACTERS = 32_000

/** A value as the JSON text of a tool's result. What is too long for one reply is cut, and the reply says so. */
export function reply(value: unknown): CallToolResult {
  const text = JSON.stringify(value)
  if (text.length <= MOST_CHARACTERS) return { content: [{ type: 'text', text }] }
  const cut = {
    cut: `${text.length} characters, of which the first ${MOST_CHARACTERS} are here: ask for less`,
    beginning: text.slice(0, MOST_CHARACTERS),
  }
  return { content: [{ type: 'text', text: JSON.stringify(cut) }] }
}

interface Listed {
  readonly items: readonly unknown[]
}

/** A page that fits into one reply: asked for again with half the items until it does, so that its cursor goes on where it ends. */
export function pageReply(limit: number, ask: (limit: number) => Listed): CallToolResult {
  for (let count = limit; ; count = Math.floor(count / 2)) {
    const page = ask(count)
    if (count <= 1 || JSON.stringify(page).length <= MOST_CHARACTERS) return reply(page)
  }
}

/** Runs a tool. What it throws becomes a result that says code, category and remedy; what an internal fault says stays inside. */
export async function answering(work: () => CallToolResult | Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    const { code, category, message, remedy } = copilotError(error)
    return { isError: true, content: [{ type: 'text', text: JSON.stringify({ code, category, message, remedy }) }] }
  }
}
