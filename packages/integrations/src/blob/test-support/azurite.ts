/** The real emulator of Azure Storage, for tests, in the folder that AKS_COPILOT_AZURITE names. It keeps everything in memory. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BlobServiceClient } from '@azure/storage-blob'

/** The account and the key that the emulator publishes. */
const ACCOUNT = 'devstoreaccount1'
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
const PATIENCE = 60_000

/** Undefined where it is not installed. */
export function azuriteProgram(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const folder = environment['AKS_COPILOT_AZURITE']
  const program = folder && join(folder, 'node_modules/azurite/dist/src/blob/main.js')
  return program && existsSync(program) ? program : undefined
}

export class Azurite {
  readonly port: number
  readonly #process: ChildProcess
  readonly #folder: string

  private constructor(port: number, process: ChildProcess, folder: string) {
    this.port = port
    this.#process = process
    this.#folder = folder
  }

  static async start(program: string): Promise<Azurite> {
    const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-azurite-'))
    const port = await freePort()
    const place = ['--blobHost', '127.0.0.1', '--blobPort', String(port)]
    const child = spawn(
      process.execPath,
      [program, ...place, '--inMemoryPersistence', '--skipApiVersionCheck', '--silent', '--disableTelemetry'],
      {
        stdio: 'ignore',
        cwd: folder,
      },
    )
    const azurite = new Azurite(port, child, folder)
    for (const end = Date.now() + PATIENCE; Date.now() < end && child.exitCode === null; await wait(100))
      if (await answers(port)) return azurite
    await azurite.stop()
    throw new Error('Azurite did not start.')
  }

  /** Of the service at a port: the emulator's own, or that of a server before it. */
  service(port = this.port): { readonly url: string; readonly connectionString: string } {
    const url = `http://127.0.0.1:${port}/${ACCOUNT}`
    return { url, connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${url};` }
  }

  /** An empty container. The address that it has. */
  async createContainer(name: string): Promise<string> {
    const { url, connectionString } = this.service()
    await BlobServiceClient.fromConnectionString(connectionString).createContainer(name)
    return `${url}/${name}`
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((done) => this.#process.once('exit', () => done()))
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGKILL')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/${ACCOUNT}?comp=list`, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => (await response.body?.cancel(), true),
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise<void>((done) => server.close(() => done()))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
