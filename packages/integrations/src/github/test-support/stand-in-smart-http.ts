import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname } from 'node:path'

/**
 * Git's smart HTTP protocol, by the `git http-backend` program: `/OWNER/NAME.git/…` is the bare repository. Whoever is named in `user` may
 * push, the rest may fetch.
 */
export function serveGit(request: IncomingMessage, response: ServerResponse, bare: string, below: string, user: string | undefined): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const name = bare.slice(dirname(bare).length)
  const env = {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.receivepack',
    GIT_CONFIG_VALUE_0: user === undefined ? 'false' : 'true',
    GIT_PROJECT_ROOT: dirname(bare),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `${name}${below}`,
    REQUEST_METHOD: request.method ?? 'GET',
    QUERY_STRING: searchParams.toString(),
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    CONTENT_LENGTH: request.headers['content-length'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    REMOTE_ADDR: '127.0.0.1',
    ...(user === undefined ? {} : { REMOTE_USER: user }),
  }
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.on('error', () => {})
  request.pipe(child.stdin)
  response.on('close', () => child.kill())
  child.on('error', () => response.destroy())
  let head: Buffer | undefined = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) return void response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    writeHead(response, head.subarray(0, end).toString('latin1'))
    response.write(head.subarray(end + 4))
    head = undefined
  })
  child.on('close', () => response.end())
}

function writeHead(response: ServerResponse, head: string): void {
  let status = 200
  for (const line of head.split('\r\n')) {
    const [name = '', ...rest] = line.split(': ')
    if (/^status$/i.test(name)) status = Number.parseInt(rest.join(': '), 10)
    else response.setHeader(name, rest.join(': '))
  }
  response.writeHead(status)
}
