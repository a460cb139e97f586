import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { generate } from 'selfsigned'
import { GitHubStandIn } from '../packages/integrations/src/github/test-support/github-stand-in.ts'

/** The address of the node, where that is this machine: what pods can reach. Undefined on any other cluster. */
export function addressForPods(): string | undefined {
  const { stdout } = spawnSync(
    'kubectl',
    ['get', 'nodes', '-o', 'jsonpath={.items[*].status.addresses[?(@.type=="InternalIP")].address}'],
    {
      encoding: 'utf8',
    },
  )
  const own = new Set(Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)))
  return stdout.split(' ').find((address) => own.has(address))
}

/** A GitHub of this machine that pods reach over TLS, with an authority of its own. */
export class GitHubForPods {
  readonly hub: GitHubStandIn
  /** PEM. */
  readonly authority: string
  readonly #address: string
  readonly #server: Server
  readonly #folder: string

  private constructor(hub: GitHubStandIn, authority: string, address: string, server: Server, folder: string) {
    this.hub = hub
    this.authority = authority
    this.#address = address
    this.#server = server
    this.#folder = folder
  }

  static async start(address: string, token: string): Promise<GitHubForPods> {
    const folder = mkdtempSync(join(tmpdir(), 'github-for-pods-'))
    const hub = await GitHubStandIn.start({ folder: join(folder, 'shop.git'), tokens: [token] })
    const altNames = [{ type: 7 as const, ip: address }]
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'GitHub of the test' }], {
      extensions: [{ name: 'subjectAltName', altNames }],
    })
    const server = createServer({ cert, key }, (socket) => {
      const inner = connect(Number(new URL(hub.origin).port), '127.0.0.1')
      for (const end of [socket, inner]) end.on('error', () => [socket, inner].forEach((one) => one.destroy()))
      socket.pipe(inner).pipe(socket)
    })
    await new Promise<void>((resolve) => void server.listen(0, address, resolve))
    return new GitHubForPods(hub, cert, address, server, folder)
  }

  /** `https://10.0.0.1:1234` */
  get origin(): string {
    const address = this.#server.address()
    return `https://${this.#address}:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  }

  get repository(): string {
    return `${this.origin}/${this.hub.owner}/${this.hub.name}.git`
  }

  async stop(): Promise<void> {
    this.#server.close()
    await this.hub.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
