import { z } from 'zod'
import type { EndpointClient } from '../http/endpoint-client.ts'
import { isCode } from '../model-errors.ts'
import type { FoundryModel } from './foundry-names.ts'

/** Management of the Foundry Local service. Releases 0.x have their paths under /openai, those from 1.0 under /models. */
export interface FoundryService {
  readonly generation: '0' | '1'
  loaded(signal: AbortSignal): Promise<string[]>
  cached(signal: AbortSignal): Promise<string[]>
  catalogue(signal: AbortSignal): Promise<FoundryModel[]>
  load(id: string, signal: AbortSignal): Promise<void>
  unload(id: string, signal: AbortSignal): Promise<void>
}

const namesSchema = z.array(z.string())
const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) })
const entrySchema = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  alias: z.string().nullish(),
  fileSizeMb: z.number().nullish(),
  runtime: z.object({ executionProvider: z.string().nullish() }).nullish(),
})
const catalogueSchema = z.union([z.array(entrySchema), z.object({ models: z.array(entrySchema) }).transform(({ models }) => models)])

/** Seconds that an unused model stays in memory; the service's own default of ten minutes makes the first question of a shift slow. */
const TTL_SECONDS = 3600

/** Asks the service which release it is, by paths that only one of them has. Throws MODEL_UNREACHABLE where nothing answers. */
export async function openFoundryService(base: string, client: EndpointClient, signal: AbortSignal): Promise<FoundryService> {
  const old = await optional(client.json(`${base}/openai/status`, { signal }))
  const isOld = old !== undefined && z.looseObject({}).safeParse(old).success
  if (isOld)
    return service(base, client, {
      generation: '0',
      loaded: '/openai/loadedmodels',
      cached: '/openai/models',
      catalogue: '/foundry/list',
      load: '/openai/load/',
      unload: '/openai/unload/',
    })
  return service(base, client, {
    generation: '1',
    loaded: '/models/loaded',
    cached: '/v1/models',
    catalogue: '/foundry/list',
    load: '/models/load/',
    unload: '/models/unload/',
  })
}

interface Paths {
  readonly generation: '0' | '1'
  readonly loaded: string
  readonly cached: string
  readonly catalogue: string
  readonly load: string
  readonly unload: string
}

function service(base: string, client: EndpointClient, paths: Paths): FoundryService {
  const list = async (path: string, signal: AbortSignal): Promise<string[]> =>
    namesOf(await optional(client.json(`${base}${path}`, { signal })))
  const query = paths.generation === '0' ? { load: `?ttl=${TTL_SECONDS}`, unload: '?force=true' } : { load: '', unload: '' }
  return {
    generation: paths.generation,
    // Some releases do not have the path; those list what is in memory as the models of the chat interface.
    loaded: async (signal) =>
      namesOf((await optional(client.json(`${base}${paths.loaded}`, { signal }))) ?? (await client.json(`${base}/v1/models`, { signal }))),
    cached: (signal) => list(paths.cached, signal),
    catalogue: async (signal) => modelsOf(await optional(client.json(`${base}${paths.catalogue}`, { signal }))),
    load: async (id, signal) => void (await client.json(`${base}${paths.load}${encodeURIComponent(id)}${query.load}`, { signal })),
    unload: async (id, signal) => void (await client.json(`${base}${paths.unload}${encodeURIComponent(id)}${query.unload}`, { signal })),
  }
}

/** A path that this release does not have is no fault. */
async function optional(value: Promise<unknown>): Promise<unknown> {
  return value.catch((error: unknown) => {
    if (isCode(error, 'MODEL_REFUSED', 'MODEL_NOT_FOUND')) return undefined
    throw error
  })
}

function namesOf(value: unknown): string[] {
  const names = namesSchema.safeParse(value)
  if (names.success) return names.data
  const list = listSchema.safeParse(value)
  return list.success ? list.data.data.map(({ id }) => id) : []
}

function modelsOf(value: unknown): FoundryModel[] {
  const read = catalogueSchema.safeParse(value)
  if (!read.success) return []
  return read.data.flatMap(({ name, id, alias, fileSizeMb, runtime }) => {
    const own = id ?? name
    if (own === undefined) return []
    return [
      {
        id: own,
        alias: alias ?? undefined,
        executionProvider: runtime?.executionProvider ?? undefined,
        bytes: fileSizeMb === null || fileSizeMb === undefined ? undefined : fileSizeMb * 1024 * 1024,
      },
    ]
  })
}
