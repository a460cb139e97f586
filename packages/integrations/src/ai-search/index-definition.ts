import type { SearchField, SearchIndex } from '@azure/search-documents'

/** How much a word says by where it stands, as in the local index. */
const WEIGHTS = { title: 6, tags: 5, heading: 4, text: 1 }

/** The fields of a passage; `vector` only where there are vectors. Vectors are compared exactly, by cosine. */
export function indexDefinition(name: string, dimensions: number | undefined): SearchIndex {
  const words = (field: keyof typeof WEIGHTS): SearchField => ({
    name: field,
    type: 'Edm.String',
    searchable: true,
    analyzerName: 'en.lucene',
  })
  const base = {
    name,
    fields: [
      { name: 'id', type: 'Edm.String' as const, key: true, filterable: true },
      { name: 'article', type: 'Edm.String' as const },
      { name: 'kind', type: 'Edm.String' as const, filterable: true },
      words('title'),
      words('heading'),
      words('tags'),
      words('text'),
    ],
    scoringProfiles: [{ name: 'weights', textWeights: { weights: WEIGHTS } }],
    defaultScoringProfile: 'weights',
  } satisfies SearchIndex
  if (dimensions === undefined) return base
  return {
    ...base,
    fields: [
      ...base.fields,
      {
        name: 'vector',
        type: 'Collection(Edm.Single)',
        searchable: true,
        hidden: true,
        vectorSearchDimensions: dimensions,
        vectorSearchProfileName: 'exact',
      },
    ],
    vectorSearch: {
      algorithms: [{ name: 'exact', kind: 'exhaustiveKnn', parameters: { metric: 'cosine' } }],
      profiles: [{ name: 'exact', algorithmConfigurationName: 'exact' }],
    },
  }
}

/** Why an index that is there cannot serve; undefined where it can. Fields beyond ours do no harm. */
export function misfit(found: SearchIndex, wanted: SearchIndex): string | undefined {
  for (const field of wanted.fields) {
    const there = found.fields.find(({ name }) => name === field.name)
    if (there === undefined) return `it has no field ${field.name}`
    if (there.type !== field.type) return `its field ${field.name} is of another type`
    if (isKey(field) !== isKey(there)) return `its key is not the field id`
    const [own, other] = [dimensionsOf(field), dimensionsOf(there)]
    if (own !== other) return `its vectors have ${other ?? 'no'} dimensions, those of the model ${own ?? 'none'}`
  }
  return undefined
}

function isKey(field: SearchField): boolean {
  return 'key' in field && (field.key ?? false)
}

function dimensionsOf(field: SearchField): number | undefined {
  return 'vectorSearchDimensions' in field ? (field.vectorSearchDimensions ?? undefined) : undefined
}
