import { randomUUID } from 'node:crypto'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { App } from '../http/app.ts'
import { notFound } from '../http/problem.ts'
import type { ServerParts } from '../http/server-parts.ts'

const MOST_SESSIONS = 32
const IDLE_MS = 30 * 60_000
const MOST_BYTES = 5 * 1024 * 1024

interface Session {
  readonly server: McpServer
  readonly transport: StreamableHTTPServerTransport
  usedAt: number
}

/** MCP over Streamable HTTP at /mcp, behind the same guard as everything else. A session is forgotten when it rests too long, or when too many come. */
export function mcpRoutes(app: App, parts: ServerParts): void {
  const sessions = new McpSessions(parts)
  parts.stopping.addEventListener('abort', () => void sessions.close(), { once: true })
  app.addHook('onClose', async () => await sessions.close())
  const options = { bodyLimit: MOST_BYTES }
  for (const method of ['POST', 'GET', 'DELETE'] as const)
    app.route({
      ...options,
      method,
      url: '/mcp',
      handler: async ({ headers, raw, body }, reply) => {
        const { transport, server } = await sessions.of(headers['mcp-session-id'])
        reply.hijack()
        await transport.handleRequest(raw, reply.raw, body)
        // What began no session, and was refused, holds nothing.
        if (transport.sessionId === undefined) await server.close()
      },
    })
}

class McpSessions {
  readonly #parts: ServerParts
  readonly #byId = new Map<string, Session>()

  constructor(parts: ServerParts) {
    this.#parts = parts
  }

  /** The transport of the request's session, or a new one for a request without. Throws NOT_FOUND: then the client begins anew. */
  async of(id: string | readonly string[] | undefined): Promise<Pick<Session, 'server' | 'transport'>> {
    if (id === undefined) return await this.#open()
    const session = this.#byId.get(String(id))
    if (session === undefined) throw notFound('There is no such MCP session any more.')
    session.usedAt = Date.now()
    return session
  }

  async close(): Promise<void> {
    const all = [...this.#byId.values()]
    this.#byId.clear()
    await Promise.all(all.map(async ({ server }) => await server.close()))
  }

  async #open(): Promise<Pick<Session, 'server' | 'transport'>> {
    // The SDK is large, and most servers never hear from an MCP client.
    const [{ StreamableHTTPServerTransport }, { createMcpServer }] = await Promise.all([
      import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
      import('./create-mcp-server.ts'),
    ])
    const server = createMcpServer({ ...this.#parts, runId: randomUUID })
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#makeRoom()
        this.#byId.set(id, { server, transport, usedAt: Date.now() })
      },
      onsessionclosed: (id) => void this.#byId.delete(id),
    })
    await server.connect(transport)
    return { server, transport }
  }

  #makeRoom(): void {
    const oldest = [...this.#byId].toSorted(([, one], [, other]) => one.usedAt - other.usedAt)
    const surplus = this.#byId.size - MOST_SESSIONS + 1
    for (const [index, [id, { server, usedAt }]] of oldest.entries()) {
      if (index >= surplus && Date.now() - usedAt < IDLE_MS) continue
      this.#byId.delete(id)
      void server.close()
    }
  }
}
