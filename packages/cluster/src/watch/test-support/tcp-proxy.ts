import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy between a watcher and its API server, with faults on demand. */
export class TcpProxy {
  /** `refuse`: new connections are closed at once. `silent`: nothing gets through, in either direction, and nobody is told. */
  mode: 'pass' | 'refuse' | 'silent' = 'pass'
  port = 0
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  readonly #target: number
  readonly #server = createServer((near) => this.#join(near))

  constructor(target: number) {
    this.#target = target
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  get connections(): number {
    return this.#pairs.size
  }

  /** Ends every connection in the middle of whatever it carries. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
    this.#pairs.clear()
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(near: Socket): void {
    near.on('error', () => undefined)
    if (this.mode === 'refuse') return void near.resetAndDestroy()
    const far = connect(this.#target, '127.0.0.1')
    const pair = [near, far] as const
    this.#pairs.add(pair)
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => {
        if (this.mode !== 'silent') to.write(bytes)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        this.#pairs.delete(pair)
        if (this.mode !== 'silent') to.destroy()
      })
    }
  }
}
