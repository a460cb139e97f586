import { CopilotError } from '@aks-copilot/contracts'
import type { PassageIndex, PassageQuery, PassageRecord, PassageRefusal } from '@aks-copilot/knowledge'
import type { IndexDocumentsResult, SearchClient, SearchIndexClient } from '@azure/search-documents'
import { azureAddress, invalid, isLoopback } from '../azure/azure-address.ts'
import { boundedAnswers } from '../azure/bounded-answers.ts'
import { type AzureService, callAzure, statusOf } from '../azure/call-azure.ts'
import { growingPause, pause } from '../calls/pauses.ts'
import { indexDefinition, misfit } from './index-definition.ts'

export interface PassageIndexOptions {
  /** `https://NAME.search.windows.net` */
  readonly endpoint: string
  readonly index: string
  /** An admin key, or what reads it before each call; default: who is logged in to Azure here. */
  readonly key?: string | (() => Promise<string | undefined>) | undefined
  /** For one try of one request; default 20,000 ms. */
  readonly timeoutMs?: number | undefined
}

interface Clients {
  readonly indexes: SearchIndexClient
  readonly documents: SearchClient<IndexedDocument>
}

interface IndexedDocument {
  readonly id: string
  readonly article: string
  readonly kind: string
  readonly title: string
  readonly heading: string
  readonly tags: string
  readonly text: string
  readonly vector?: readonly number[] | undefined
}

/** Documents of one request; with vectors of 3072 dimensions some 4 MB, of the 16 that are allowed. */
const BATCH = 100
const IDS_AT_ONCE = 200
/** Answers hold ids, states and one definition of an index. */
const MOST_BYTES = 8 * 1024 * 1024
const NEAREST = 50
const SINGLE_TRIES = 3
const FIRST_PAUSE = 250
/** A document with one of these may go through alone, or later. */
const PASSING = new Set([409, 422, 429, 503])

/** An index of Azure AI Search. Nothing is asked before the first call. CONFIGURATION_INVALID; the calls throw AI_SEARCH_…. */
export function openPassageIndex(options: PassageIndexOptions): PassageIndex {
  const url = azureAddress(options.endpoint, 'knowledge.searchEndpoint')
  if (url.pathname !== '/') throw invalid('knowledge.searchEndpoint', 'It holds more than the host.')
  if (!/^[a-z0-9](?:-?[a-z0-9]){1,127}$/.test(options.index))
    throw invalid('knowledge.searchIndex', 'The name of an index consists of small letters, digits and single hyphens.')
  return new AzureSearch(options, url)
}

class AzureSearch implements PassageIndex {
  readonly name: string
  readonly local: boolean
  readonly #options: PassageIndexOptions
  readonly #service: AzureService
  #open: { readonly key: string | undefined; readonly clients: Promise<Clients> } | undefined

  constructor(options: PassageIndexOptions, url: URL) {
    this.#options = { ...options, endpoint: url.origin }
    this.name = `index ${options.index} at ${url.host}`
    this.local = isLoopback(url.hostname)
    this.#service = {
      prefix: 'AI_SEARCH',
      title: `AI Search at ${url.host}`,
      rights: 'Set an admin key in AKS_COPILOT_SEARCH_KEY, or give the login Search Service Contributor and Search Index Data Contributor.',
      timeoutMs: options.timeoutMs,
    }
  }

  async prepare(dimensions: number | undefined, signal?: AbortSignal): Promise<void> {
    const wanted = indexDefinition(this.#options.index, dimensions)
    await this.#call(async ({ indexes }, abortSignal) => {
      const found = await indexes.getIndex(wanted.name, { abortSignal }).catch((error: unknown) => {
        if (statusOf(error) === 404) return undefined
        throw error
      })
      const why = found === undefined ? undefined : misfit(found, wanted)
      if (why !== undefined) throw unfit(this.name, why)
      if (found !== undefined) return
      await indexes.createIndex(wanted, { abortSignal }).catch(async (error: unknown) => {
        // Somebody else, or an earlier try whose answer was lost, made it meanwhile.
        const there = await indexes.getIndex(wanted.name, { abortSignal }).catch(() => undefined)
        if (there === undefined || misfit(there, wanted) !== undefined) throw error
      })
    }, signal)
  }

  async present(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const there = new Set<string>()
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      const some = ids.slice(from, from + IDS_AT_ONCE).filter((id) => /^[\w-]+$/.test(id))
      const filter = `search.in(id, '${some.join(',')}', ',')`
      for (const id of await this.#find('*', { filter, top: IDS_AT_ONCE }, signal)) there.add(id)
    }
    return there
  }

  async upsert(passages: readonly PassageRecord[], signal?: AbortSignal): Promise<readonly PassageRefusal[]> {
    const documents = passages.map(({ vector, ...fields }) => (vector === undefined ? fields : { ...fields, vector: [...vector] }))
    return this.#inBatches(
      documents,
      ({ id }) => id,
      (client, some, abortSignal) => client.mergeOrUploadDocuments([...some], { abortSignal }),
      signal,
    )
  }

  async remove(ids: readonly string[], signal?: AbortSignal): Promise<readonly PassageRefusal[]> {
    return this.#inBatches(
      ids,
      (id) => id,
      (client, some, abortSignal) => client.deleteDocuments('id', [...some], { abortSignal }),
      signal,
    )
  }

  async search({ text, vector, kinds, limit }: PassageQuery, signal?: AbortSignal): Promise<readonly string[]> {
    const words = text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()
    if ((words === '' && vector === undefined) || kinds?.length === 0) return []
    const filter = kinds?.map((kind) => `kind eq '${kind}'`).join(' or ')
    const queries = vector && [
      { kind: 'vector' as const, vector: [...vector], fields: ['vector' as const], kNearestNeighborsCount: NEAREST },
    ]
    const more = { ...(filter === undefined ? {} : { filter }), ...(queries === undefined ? {} : { vectorSearchOptions: { queries } }) }
    return this.#find(words === '' ? undefined : words, { top: limit, ...more }, signal)
  }

  async status(signal?: AbortSignal): Promise<{ readonly passages: number }> {
    return { passages: await this.#call(async ({ documents }, abortSignal) => documents.getDocumentsCount({ abortSignal }), signal) }
  }

  async #find(
    words: string | undefined,
    options: NonNullable<Parameters<SearchClient<IndexedDocument>['search']>[1]>,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    return this.#call(async ({ documents }, abortSignal) => {
      const found = await documents.search(words, { ...options, select: ['id'], queryType: 'simple', searchMode: 'any', abortSignal })
      const ids: string[] = []
      for await (const { document } of found.results) ids.push(document.id)
      return ids
    }, signal)
  }

  /** What a batch refuses for a passing reason goes again, one by one. */
  async #inBatches<T>(
    items: readonly T[],
    idOf: (item: T) => string,
    send: (client: SearchClient<IndexedDocument>, items: readonly T[], signal: AbortSignal) => Promise<IndexDocumentsResult>,
    signal: AbortSignal | undefined,
  ): Promise<readonly PassageRefusal[]> {
    const ask = (some: readonly T[]): Promise<IndexDocumentsResult> =>
      this.#call(({ documents }, abortSignal) => send(documents, some, abortSignal), signal)
    const refused: PassageRefusal[] = []
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH)
      const failed = new Map(
        (await ask(batch)).results.filter(({ succeeded }) => !succeeded).map((result) => [result.key, result.statusCode]),
      )
      for (const item of batch.filter((one) => failed.has(idOf(one)))) {
        const status = await sendAlone(() => ask([item]), failed.get(idOf(item)) ?? 0, signal)
        if (status !== undefined) refused.push({ id: idOf(item), why: `refused with status ${status}` })
      }
    }
    return refused
  }

  async #call<T>(ask: (clients: Clients, signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const clients = await this.#clients()
    return callAzure(this.#service, (bound) => ask(clients, bound), signal)
  }

  /** Others where the key is another one than before. */
  async #clients(): Promise<Clients> {
    const { key: said } = this.#options
    const key = typeof said === 'function' ? await said() : said
    if (this.#open === undefined || this.#open.key !== key) this.#open = { key, clients: openClients(this.#options, key, this.local) }
    return await this.#open.clients
  }
}

/** The status it is refused with in the end; undefined where it went through. */
async function sendAlone(
  send: () => Promise<IndexDocumentsResult>,
  first: number,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  let status = first
  for (let tries = 1; tries <= SINGLE_TRIES && PASSING.has(status); tries += 1) {
    await pause(growingPause(FIRST_PAUSE, tries), signal)
    const [result] = (await send()).results
    if (result?.succeeded === true) return undefined
    status = result?.statusCode ?? 0
  }
  return status
}

async function openClients({ endpoint, index }: PassageIndexOptions, key: string | undefined, local: boolean): Promise<Clients> {
  const { SearchClient: Documents, SearchIndexClient: Indexes, AzureKeyCredential } = await import('@azure/search-documents')
  if (key === undefined && local) throw invalid('knowledge.searchEndpoint', 'On this machine it needs a key in AKS_COPILOT_SEARCH_KEY.')
  const credential = key === undefined ? new (await import('@azure/identity')).DefaultAzureCredential() : new AzureKeyCredential(key)
  const options = {
    retryOptions: { maxRetries: 0 },
    allowInsecureConnection: local,
    userAgentOptions: { userAgentPrefix: 'aks-copilot' },
    additionalPolicies: [boundedAnswers(MOST_BYTES)],
  }
  return {
    indexes: new Indexes(endpoint, credential, options),
    documents: new Documents<IndexedDocument>(endpoint, index, credential, options),
  }
}

function unfit(name: string, why: string): CopilotError {
  return new CopilotError({
    code: 'AI_SEARCH_INDEX_UNFIT',
    category: 'validation',
    message: `The ${name} cannot serve: ${why}.`,
    remedy: 'Name another index in knowledge.searchIndex; one that is not there is made.',
  })
}
