import { CopilotError } from '@aks-copilot/contracts'
import type { DatabaseSync } from 'node:sqlite'

/** An empty SQLite database in memory. KNOWLEDGE_UNAVAILABLE where this Node has none. */
export async function openDatabase(): Promise<DatabaseSync> {
  try {
    const { DatabaseSync } = await import('node:sqlite')
    return new DatabaseSync(':memory:')
  } catch (cause) {
    throw new CopilotError({
      code: 'KNOWLEDGE_UNAVAILABLE',
      category: 'validation',
      message: `The knowledge base needs SQLite, which Node ${process.versions.node} does not bring or does not allow.`,
      remedy: 'Run on Node 22.18 or newer, without --no-experimental-sqlite.',
      cause,
    })
  }
}
