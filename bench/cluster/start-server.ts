import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

  /** Starts a server with so many pods; `now` is the time from which its objects count. */
  static async start(pods: number, now = Date.now()): Promise<SyntheticCluster> {
    const child = fork(join(import.meta.dirname, 'synthetic-api-server.ts'), [String(pods), String(now)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
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

  /** Tells the server to do something; resolves when it has sent everything. */
  async order(message: { readonly do: 'storm' | 'events'; readonly count: number; readonly at?: number }): Promise<void> {
    this.#child.send(message)
    await nextMessage(this.#child)
  }

  stop(): void {
    this.#child.disconnect()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return await new Promise<Message>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message))
    child.once('exit', (code) => reject(new Error(`the synthetic API server ended with ${code}`)))
  })
}
