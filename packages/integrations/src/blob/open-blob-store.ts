import type { BlobCondition, BlobEntry, BlobStore } from '@aks-copilot/knowledge'
import { CopilotError } from '@aks-copilot/contracts'
import type { ContainerClient } from '@azure/storage-blob'
import { type AzureService, callAzure, reasonOf, statusOf } from '../azure/call-azure.ts'
import { type BlobAddress, blobAddress } from './blob-address.ts'
import { type BlobLogin, openContainer } from './open-container.ts'

export interface BlobStoreOptions {
  /** `https://ACCOUNT.blob.core.windows.net/CONTAINER[/FOLDER]` */
  readonly address: string
  /** Default: who is logged in to Azure here. */
  readonly login?: BlobLogin | undefined
  /** For one try of one request; default 20,000 ms. */
  readonly timeoutMs?: number | undefined
}

/** A container of Azure Blob Storage, or of its emulator. Nothing is asked before the first call. CONFIGURATION_INVALID; the calls throw BLOB_…. */
export function openBlobStore({ address, login, timeoutMs }: BlobStoreOptions): BlobStore {
  const at = blobAddress(address)
  return new AzureBlobs(at, login ?? { kind: 'entra' }, timeoutMs)
}

class AzureBlobs implements BlobStore {
  readonly address: string
  readonly local: boolean
  readonly #at: BlobAddress
  readonly #service: AzureService
  readonly #login: BlobLogin
  #opening: Promise<ContainerClient> | undefined

  constructor(at: BlobAddress, login: BlobLogin, timeoutMs: number | undefined) {
    this.#at = at
    this.#login = login
    this.address = `${at.service}/${at.container}/${at.prefix}`.replace(/\/$/, '')
    this.local = at.local
    this.#service = {
      prefix: 'BLOB',
      title: `Blob Storage at ${at.host}`,
      rights: 'The login needs the role Storage Blob Data Contributor on the container, or a SAS with read, write, delete and list.',
      timeoutMs,
    }
  }

  async list(most: number, signal?: AbortSignal): Promise<readonly BlobEntry[]> {
    const { prefix } = this.#at
    return this.#call(async (container, abortSignal) => {
      const entries: BlobEntry[] = []
      for await (const { name, properties } of container.listBlobsFlat({ prefix, abortSignal })) {
        if (entries.length === most) throw refused(`${this.address} holds more than ${most} blobs.`)
        entries.push({ name: name.slice(prefix.length), etag: bare(properties.etag), bytes: properties.contentLength ?? 0 })
      }
      return entries
    }, signal)
  }

  async read(
    name: string,
    most: number,
    signal?: AbortSignal,
  ): Promise<{ readonly content: Uint8Array; readonly etag: string } | undefined> {
    return this.#call(async (container, abortSignal) => {
      try {
        const answer = await container.getBlobClient(this.#at.prefix + name).download(0, undefined, { abortSignal, maxRetryRequests: 0 })
        const content = await bounded(answer.readableStreamBody, most, name)
        if (content.byteLength !== answer.contentLength) throw new Error('half an answer')
        return { content, etag: bare(answer.etag) }
      } catch (error) {
        if (reasonOf(error) === 'BlobNotFound') return undefined
        throw error
      }
    }, signal)
  }

  async write(
    name: string,
    content: Uint8Array,
    condition: BlobCondition,
    signal?: AbortSignal,
  ): Promise<{ readonly etag: string } | 'conflict'> {
    return this.#call(async (container, abortSignal) => {
      try {
        const { etag } = await container.getBlockBlobClient(this.#at.prefix + name).upload(Buffer.from(content), content.byteLength, {
          abortSignal,
          conditions: 'ifAbsent' in condition ? { ifNoneMatch: '*' } : { ifMatch: quoted(condition.ifMatch) },
          blobHTTPHeaders: { blobContentType: 'text/markdown; charset=utf-8' },
        })
        return { etag: bare(etag) }
      } catch (error) {
        if (isConflict(error) || reasonOf(error) === 'BlobNotFound') return 'conflict'
        throw error
      }
    }, signal)
  }

  async delete(name: string, etag: string, signal?: AbortSignal): Promise<'deleted' | 'conflict'> {
    return this.#call(async (container, abortSignal) => {
      const blob = container.getBlobClient(this.#at.prefix + name)
      try {
        await blob.delete({ abortSignal, conditions: { ifMatch: quoted(etag) } })
        return 'deleted'
      } catch (error) {
        if (reasonOf(error) === 'BlobNotFound') return 'deleted'
        if (!isConflict(error)) throw error
        // What is gone does not match either.
        return (await blob.exists({ abortSignal })) ? 'conflict' : 'deleted'
      }
    }, signal)
  }

  async #call<T>(ask: (container: ContainerClient, signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.#opening ??= openContainer(this.#at, this.#login)
    const container = await this.#opening
    return callAzure(this.#service, (bound) => ask(container, bound), signal)
  }
}

async function bounded(body: NodeJS.ReadableStream | undefined, most: number, name: string): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    const piece = Buffer.from(chunk)
    bytes += piece.byteLength
    if (bytes > most) throw refused(`${name} is larger than ${most} bytes.`)
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

/** Listings give etags without the quotes that headers have. */
function bare(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '')
}

function quoted(etag: string): string {
  return `"${etag}"`
}

function isConflict(error: unknown): boolean {
  const reason = reasonOf(error)
  return (statusOf(error) === 412 && reason.endsWith('ConditionNotMet')) || reason === 'BlobAlreadyExists'
}

function refused(message: string): CopilotError {
  return new CopilotError({
    code: 'BLOB_REFUSED',
    category: 'validation',
    message,
    remedy: 'Name a folder of the container that holds less.',
  })
}
