import { isMap } from '@aks-copilot/kubernetes'
import { ApiFault, type ApiServer } from '../connect/api-server.ts'

const PAGE = 500
const RESTARTS = 3
/** More than any cluster has of one kind; a server that goes on and on is not right. */
const MOST_ITEMS = 1_000_000

type Item = Readonly<Record<string, unknown>>

/** One consistent list, page by page. */
export interface Listed<Kept = Item> {
  readonly items: readonly Kept[]
  /** Where a watch goes on. */
  readonly resourceVersion: string
}

export interface ListOptions {
  readonly accept?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Lists with a limit, and follows the pages. A continuation that expired on the way starts the list anew. */
export async function listObjects(api: ApiServer, path: string, options: ListOptions = {}): Promise<Listed> {
  return await listAs(api, path, (item) => item, options)
}

/**
 * As `listObjects`, keeping of each item only what `keep` makes of it, so that no more than one page of raw objects is ever held. `keep`
 * may see an object twice, when the list has to start anew.
 */
export async function listAs<Kept>(
  api: ApiServer,
  path: string,
  keep: (item: Item) => Kept | undefined,
  options: ListOptions = {},
): Promise<Listed<Kept>> {
  let page = PAGE
  for (let attempt = 1; ; attempt++)
    try {
      return await listPages(api, path, keep, options, page)
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error
      const tooLarge = error.reason === 'TooLarge' && page > 1
      if (tooLarge) page = Math.ceil(page / 8)
      else if (error.status !== 410 || attempt >= RESTARTS) throw error
    }
}

async function listPages<Kept>(
  api: ApiServer,
  path: string,
  keep: (item: Item) => Kept | undefined,
  { accept, signal }: ListOptions,
  limit: number,
): Promise<Listed<Kept>> {
  const items: Kept[] = []
  let next: string | undefined
  let resourceVersion = ''
  let pages = 0
  do {
    const page = await api.get(path, { query: { limit, continue: next }, ...(accept === undefined ? {} : { accept }), signal })
    // An empty list of metadata comes with `items: null`.
    const found = isMap(page) ? (page['items'] ?? []) : undefined
    if (!isMap(page) || !isMap(page['metadata']) || !Array.isArray(found))
      throw new ApiFault(0, 'Malformed', `The answer to ${path} is no list.`)
    for (const item of found as unknown[]) {
      const kept = isMap(item) ? keep(item) : undefined
      if (kept !== undefined) items.push(kept)
    }
    const metadata = isMap(page['metadata']) ? page['metadata'] : {}
    resourceVersion = typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : resourceVersion
    const before = next
    next = typeof metadata['continue'] === 'string' && metadata['continue'] !== '' ? metadata['continue'] : undefined
    pages += 1
    if (next !== undefined && (next === before || pages * limit >= MOST_ITEMS))
      throw new ApiFault(0, 'Endless', `The list of ${path} does not end: the server tells of ever more pages.`)
  } while (next !== undefined)
  return { items, resourceVersion }
}

/** Asks for metadata alone. A server that has no such form refuses; it never sends everything in its place. */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
/** The same for a watch. */
export const METADATA_ONLY_EVENTS = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
