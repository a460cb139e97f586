import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Vectors of texts that were embedded before, on disk; one file for each model. Losing it costs time only. */
export class VectorCache {
  readonly #folder: string
  readonly #path: string

  constructor(folder: string, embedder: string) {
    this.#folder = folder
    this.#path = join(folder, `${hashOf(embedder)}.vectors`)
  }

  /** By hash of the text; empty where there is no file, or a damaged one. */
  async read(): Promise<ReadonlyMap<string, Float32Array>> {
    try {
      const bytes = await readFile(this.#path)
      const end = bytes.indexOf(0x0a)
      const { length, hashes } = JSON.parse(bytes.toString('utf8', 0, end)) as {
        readonly length: number
        readonly hashes: readonly string[]
      }
      const floats = new Float32Array(Uint8Array.from(bytes.subarray(end + 1)).buffer)
      if (!Number.isInteger(length) || length < 1 || floats.length !== length * hashes.length) return new Map()
      return new Map(hashes.map((hash, index) => [hash, floats.subarray(index * length, (index + 1) * length)]))
    } catch {
      return new Map()
    }
  }

  /** Whole or not at all; a disk that refuses is no fault. */
  async write(vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const length = vectors.values().next().value?.length ?? 0
    if (length === 0) return
    const head = Buffer.from(`${JSON.stringify({ length, hashes: [...vectors.keys()] })}\n`)
    const body = [...vectors.values()].map((vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength))
    const draft = `${this.#path}.${randomUUID()}`
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(draft, Buffer.concat([head, ...body]), { mode: 0o600 })
      await rename(draft, this.#path)
    } catch {
      await rm(draft, { force: true }).catch(() => undefined)
    }
  }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
