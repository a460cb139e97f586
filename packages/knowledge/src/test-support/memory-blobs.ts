import { CopilotError } from '@aks-copilot/contracts'
import type { BlobCondition, BlobEntry, BlobStore } from '../ports.ts'

/** A store in memory that keeps the promises of the port. */
export class MemoryBlobs implements BlobStore {
  readonly address = 'memory:runbooks'
  readonly local = true
  readonly blobs = new Map<string, { readonly content: Uint8Array; readonly etag: string }>()
  #writes = 0

  async list(most: number): Promise<readonly BlobEntry[]> {
    if (this.blobs.size > most) throw tooMuch(`more than ${most} blobs`)
    return [...this.blobs].map(([name, { content, etag }]) => ({ name, etag, bytes: content.byteLength }))
  }

  async read(name: string, most: number): Promise<{ readonly content: Uint8Array; readonly etag: string } | undefined> {
    const found = this.blobs.get(name)
    if (found !== undefined && found.content.byteLength > most) throw tooMuch(`more than ${most} bytes`)
    return found
  }

  async write(name: string, content: Uint8Array, condition: BlobCondition): Promise<{ readonly etag: string } | 'conflict'> {
    const etag = this.blobs.get(name)?.etag
    if ('ifAbsent' in condition ? etag !== undefined : etag !== condition.ifMatch) return 'conflict'
    return { etag: this.put(name, Uint8Array.from(content)) }
  }

  async delete(name: string, etag: string): Promise<'deleted' | 'conflict'> {
    const found = this.blobs.get(name)
    if (found !== undefined && found.etag !== etag) return 'conflict'
    this.blobs.delete(name)
    return 'deleted'
  }

  /** What somebody else does, without a condition. */
  put(name: string, content: Uint8Array | string): string {
    const etag = `"${(this.#writes += 1)}"`
    this.blobs.set(name, { content: typeof content === 'string' ? Buffer.from(content) : content, etag })
    return etag
  }

  text(name: string): string | undefined {
    const found = this.blobs.get(name)
    return found === undefined ? undefined : Buffer.from(found.content).toString('utf8')
  }
}

function tooMuch(what: string): CopilotError {
  return new CopilotError({ code: 'BLOB_REFUSED', category: 'validation', message: `The store holds ${what}.`, remedy: 'Take a part.' })
}
