import { isMap } from '@aks-copilot/kubernetes'
import { ApiFault, type ApiServer } from '../connect/api-server.ts'

const PAGE = 500
const RESTARTS = 3

/** One consistent list, page by page. */
export interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  /** Where a watch goes on. */
  readonly resourceVersion: string
}

export interface ListOptions {
  readonly accept?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Lists with a limit, and follows the pages. A continuation that expired on the way starts the list anew. */
export async function listObjects(api: ApiServer, path: string, options: ListOptions = {}): Promise<Listed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listPages(api, path, options)
    } catch (error) {
      if (!(error instanceof ApiFault) || error.status !== 410 || attempt === RESTARTS) throw error
    }
  }
}

async function listPages(api: ApiServer, path: string, { accept, signal }: ListOptions): Promise<Listed> {
  const items: Readonly<Record<string, unknown>>[] = []
  let next: string | undefined
  let resourceVersion = ''
  do {
    const page = await api.get(path, { query: { limit: PAGE, continue: next }, ...(accept === undefined ? {} : { accept }), signal })
    if (!isMap(page) || !Array.isArray(page['items'])) throw new ApiFault(0, 'Malformed', `The answer to ${path} is no list.`)
    for (const item of page['items'] as unknown[]) if (isMap(item)) items.push(item)
    const metadata = isMap(page['metadata']) ? page['metadata'] : {}
    resourceVersion = typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : resourceVersion
    next = typeof metadata['continue'] === 'string' && metadata['continue'] !== '' ? metadata['continue'] : undefined
  } while (next !== undefined)
  return { items, resourceVersion }
}

/** Asks for metadata alone; what has no such form answers with everything, which the intake drops. */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
