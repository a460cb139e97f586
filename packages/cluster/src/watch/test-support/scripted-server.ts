import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ScriptedServer {
  readonly url: string
  /** Connections that were ever opened, and those that are open now. */
  readonly connections: { opened: number; readonly open: Set<Socket> }
  /** Folder for files of the test; goes with the server. */
  readonly folder: string
  /** Writes a kubeconfig for this server, with this user, and names the file. */
  kubeconfig(user?: object, cluster?: object): string
  close(): Promise<void>
}

/** A server on this machine that answers as the test says. */
export async function startServer(answer: RequestListener, tls?: ServerOptions): Promise<ScriptedServer> {
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer)
  const connections = { opened: 0, open: new Set<Socket>() }
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections.opened++
    connections.open.add(socket)
    socket.on('close', () => connections.open.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-'))
  return {
    url,
    connections,
    folder,
    kubeconfig: (user = { token: 'secret' }, cluster = {}) => {
      const file = join(folder, 'kubeconfig')
      writeFileSync(
        file,
        JSON.stringify({
          'current-context': 'test',
          contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
          clusters: [{ name: 'c', cluster: { server: url, ...cluster } }],
          users: [{ name: 'u', user }],
        }),
      )
      return file
    },
    close: async () => {
      for (const socket of connections.open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Answers with JSON; a status of 300 or more as the API server does. */
export function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

/** A refusal as the API server words it. */
export function refuse(response: ServerResponse, code: number, reason: string, headers: Record<string, string> = {}): void {
  json(response, { kind: 'Status', status: 'Failure', code, reason, message: `${reason} by script` }, code, headers)
}

export function addressOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://server')
}
