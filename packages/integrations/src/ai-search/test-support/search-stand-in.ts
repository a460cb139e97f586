/**
 * A stand-in for Azure AI Search that follows its published REST contract for the calls used: create and get an index, index documents
 * with a status for each, search by words and vectors with a filter, count.
 *
 * Its limits: words are lower case without analysis (no stems, no stop words; one English plural is cut); filters are `search.in` on a field
 * and `eq` joined by `or`; scores are BM25 with the weights of the default scoring profile, fused with cosine by reciprocal rank as the
 * service describes it, but without its shards; no paging (up to 1000 results at once), no semantic ranking, no quota. Documents can be
 * found at once; the service takes a moment.
 */
import { z } from 'zod'
import { type Answer, type Asked, FaultyServer } from '../../test-support/faulty-server.ts'
import { ranked, type StandInDocument } from './rank-documents.ts'

export const STAND_IN_KEY = '0123456789ABCDEF0123456789ABCDEF'

const fieldSchema = z.looseObject({ name: z.string(), type: z.string(), key: z.boolean().optional(), dimensions: z.number().optional() })
const indexSchema = z.looseObject({
  name: z.string(),
  fields: z.array(fieldSchema),
  scoringProfiles: z.array(z.looseObject({ name: z.string(), text: z.object({ weights: z.record(z.string(), z.number()) }) })).optional(),
  defaultScoringProfile: z.string().optional(),
})
const batchSchema = z.object({ value: z.array(z.looseObject({ '@search.action': z.string(), id: z.string() })).max(1000) })
const searchSchema = z.looseObject({
  search: z.string().optional(),
  filter: z.string().optional(),
  top: z.number().max(1000).optional(),
  select: z.string().optional(),
  vectorQueries: z
    .array(z.object({ kind: z.literal('vector'), vector: z.array(z.number()), fields: z.string(), k: z.number() }))
    .optional(),
})

interface StandInIndex {
  readonly definition: z.infer<typeof indexSchema>
  readonly documents: Map<string, StandInDocument>
}

export class SearchStandIn {
  readonly server: FaultyServer
  readonly indexes = new Map<string, StandInIndex>()
  /** Statuses that the next actions on documents get in place of being done, by key. */
  readonly refusals = new Map<string, number[]>()

  private constructor() {
    this.server = new FaultyServer((asked) => this.#answer(asked))
  }

  static async start(): Promise<SearchStandIn> {
    const standIn = new SearchStandIn()
    await standIn.server.start()
    return standIn
  }

  #answer({ method, path, headers, body }: Asked): Answer {
    const url = new URL(path, this.server.origin)
    if (!/^\d{4}-\d\d-\d\d$/.test(url.searchParams.get('api-version') ?? '')) return fault(400, 'The api-version is missing.')
    if (headers['api-key'] !== STAND_IN_KEY) return fault(403, 'The key is not accepted.')
    const call = `${method} ${decodeURIComponent(url.pathname)}`
    if (call === 'POST /indexes') return this.#create(body)
    const [, name = '', rest = ''] = /^\w+ \/indexes\('([^']+)'\)(.*)$/.exec(call) ?? []
    const index = this.indexes.get(name)
    if (index === undefined) return fault(404, `No index with the name '${name}' was found.`)
    if (method === 'GET' && rest === '') return { status: 200, body: index.definition }
    if (method === 'GET' && rest === '/docs/$count')
      return { status: 200, body: String(index.documents.size), headers: { 'content-type': 'text/plain' } }
    if (method === 'POST' && rest === '/docs/search.index') return this.#change(index, body)
    if (method === 'POST' && rest === '/docs/search.post.search') return search(index, body)
    return fault(404, 'The stand-in does not know this call.')
  }

  #create(body: Buffer): Answer {
    const definition = indexSchema.parse(JSON.parse(body.toString('utf8')))
    if (this.indexes.has(definition.name)) return fault(409, 'The index is there already.')
    if (definition.fields.filter(({ key }) => key === true).length !== 1) return fault(400, 'Exactly one field must be the key.')
    this.indexes.set(definition.name, { definition, documents: new Map() })
    return { status: 201, body: definition }
  }

  #change({ definition, documents }: StandInIndex, body: Buffer): Answer {
    const actions = batchSchema.parse(JSON.parse(body.toString('utf8'))).value
    const known = new Set(definition.fields.map(({ name }) => name))
    const dimensions = definition.fields.find(({ name }) => name === 'vector')?.dimensions
    for (const { '@search.action': _, ...document } of actions) {
      if (!/^[A-Za-z0-9=-][\w=-]*$/.test(document.id)) return fault(400, `Invalid document key: '${document.id}'.`)
      const stranger = Object.keys(document).find((field) => !known.has(field))
      if (stranger !== undefined) return fault(400, `The property '${stranger}' does not exist.`)
      if (Array.isArray(document['vector']) && document['vector'].length !== dimensions) return fault(400, 'The vector has another length.')
    }
    const value = actions.map(({ '@search.action': action, ...document }) => {
      const refused = this.refusals.get(document.id)?.shift()
      if (refused !== undefined) return { key: document.id, status: false, errorMessage: 'refused by the test', statusCode: refused }
      if (action === 'delete') documents.delete(document.id)
      else documents.set(document.id, { ...documents.get(document.id), ...document })
      return { key: document.id, status: true, errorMessage: null, statusCode: action === 'delete' ? 200 : 201 }
    })
    return { status: value.every(({ status }) => status) ? 200 : 207, body: { value } }
  }
}

function search({ definition, documents }: StandInIndex, body: Buffer): Answer {
  const query = searchSchema.parse(JSON.parse(body.toString('utf8')))
  const wanted = filterOf(query.filter)
  if (wanted === undefined) return fault(400, 'Invalid expression in $filter.')
  const [vectors] = query.vectorQueries ?? []
  const dimensions = definition.fields.find(({ name }) => name === vectors?.fields)?.dimensions
  if (vectors !== undefined && vectors.vector.length !== dimensions)
    return fault(400, 'The vector query has another length than the field.')
  const weights = definition.scoringProfiles?.find(({ name }) => name === definition.defaultScoringProfile)?.text.weights ?? {}
  const found = ranked([...documents.values()].filter(wanted), {
    words: query.search,
    vector: vectors?.vector,
    nearest: vectors?.k ?? 0,
    weights,
  })
  const fields = query.select?.split(',') ?? definition.fields.map(({ name }) => name)
  const value = found.slice(0, query.top ?? 50).map(({ document, score }) => ({
    '@search.score': score,
    ...Object.fromEntries(fields.map((field) => [field, document[field] ?? null])),
  }))
  return { status: 200, body: { value } }
}

/** What a filter lets through; undefined where the stand-in does not understand it. */
function filterOf(filter: string | undefined): ((document: StandInDocument) => boolean) | undefined {
  if (filter === undefined) return () => true
  const [, inField = '', list] = /^search\.in\((\w+), '([^']*)', ','\)$/.exec(filter) ?? []
  if (list !== undefined) {
    const values = new Set(list.split(','))
    return (document) => values.has(String(document[inField]))
  }
  const parts = filter.split(' or ').map((part) => /^(\w+) eq '([^']*)'$/.exec(part))
  if (parts.includes(null)) return undefined
  return (document) => parts.some((part) => part !== null && document[part[1] ?? ''] === part[2])
}

function fault(status: number, message: string): Answer {
  return { status, body: { error: { code: '', message } } }
}
