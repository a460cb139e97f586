import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Order } from './synthetic-api-server.ts'
import type { SyntheticOptions } from './synthetic-objects.ts'

/** A synthetic API server in a process of its own, with the kubeconfig that leads to it. */
export class SyntheticCluster {
  readonly kubeconfig: string
  readonly #folder: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, folder: string, kubeconfig: string) {
    this.#child = child
    this.#folder = folder
    this.kubeconfig = kubeconfig
  }

  static async start(options: SyntheticOptions): Promise<SyntheticCluster> {
    const program = join(import.meta.dirname, 'synthetic-api-server.ts')
    const child = fork(program, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
    const { url, ca } = await nextMessage<{ url: string; ca: string }>(child)
    const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-cluster-'))
    const kubeconfig = join(folder, 'kubeconfig')
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'synthetic',
      clusters: [{ name: 'synthetic', cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
      users: [{ name: 'bench', user: { token: 'bench' } }],
      contexts: [{ name: 'synthetic', context: { cluster: 'synthetic', user: 'bench' } }],
    }
    writeFileSync(kubeconfig, JSON.stringify(config))
    return new SyntheticCluster(child, folder, kubeconfig)
  }

  /** Tells the server to do something; resolves when it has sent everything. Gives the requests that it got so far. */
  async order(order: Order): Promise<Readonly<Record<string, number>>> {
    this.#child.send(order)
    return (await nextMessage<{ requests: Record<string, number> }>(this.#child)).requests
  }

  stop(): void {
    this.#child.disconnect()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return await new Promise<Message>((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the synthetic API server ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as Message)
    })
  })
}
