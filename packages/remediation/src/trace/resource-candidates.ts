import { isMap } from '@aks-copilot/kubernetes'
import type { GitFile } from '../ports.ts'
import { type CandidateEdit, documentsOf, editOf, type SourceDocument } from './candidate-edit.ts'
import { operationsFor, valueAt, type WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Documents that are (part of) the object by their kind and name: resources, and patches that name it. Those that set the field already
 * come first, and of these the ones nearest to the folder that is deployed.
 */
export function resourceCandidates(field: WantedField, object: Json, files: readonly GitFile[]): CandidateEdit[] {
  const found = files
    .filter(({ path }) => /\.(?:ya?ml|json)$/.test(path))
    .flatMap(documentsOf)
    .flatMap((document) => placesIn(document, object))
  const known = found.filter(
    ({ value }) => valueAt(value, pathIn(value, field, object) ?? []) !== undefined && pathIn(value, field, object) !== undefined,
  )
  const others = found.filter((place) => !known.includes(place))
  return [...known, ...others].flatMap(({ document, pointer, value }) => {
    const path = pathIn(value, field, object)
    return path === undefined ? [] : editOf(document, operationsFor(value, path, field.after), pointer)
  })
}

interface Place {
  readonly document: SourceDocument
  readonly pointer: string
  readonly value: Json
}

function placesIn(document: SourceDocument, object: Json): Place[] {
  const { value } = document
  if (!isMap(value)) return []
  const items =
    typeof value['kind'] === 'string' && value['kind'].endsWith('List') && Array.isArray(value['items']) ? value['items'] : undefined
  const places =
    items === undefined
      ? [{ document, pointer: '', value }]
      : items.flatMap((item: unknown, index) => (isMap(item) ? [{ document, pointer: `/items/${index}`, value: item }] : []))
  return places.filter((place) => mayBe(place.value, object))
}

/** Same kind, and the same name or one that a prefix or suffix makes of it. */
function mayBe(value: Json, object: Json): boolean {
  const [own, rendered] = [nameOf(value), nameOf(object)]
  return value['kind'] === object['kind'] && own !== '' && rendered.includes(own)
}

function nameOf({ metadata }: Json): string {
  return isMap(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : ''
}

/** The path in a document that has perhaps only some of the list entries: entries are found by their name. */
function pathIn(value: unknown, { path }: WantedField, object: Json): string[] | undefined {
  const result: string[] = []
  let [own, rendered]: [unknown, unknown] = [value, object]
  for (const [depth, step] of path.entries()) {
    let there = step
    if (Array.isArray(rendered) && step !== '-') {
      const entry: unknown = rendered[Number(step)]
      const list: readonly unknown[] = Array.isArray(own) ? own : []
      const name = isMap(entry) ? entry['name'] : undefined
      const index = name === undefined ? Number(step) : list.findIndex((one) => isMap(one) && one['name'] === name)
      if (index < 0 || index >= list.length) return undefined
      there = String(index)
    }
    result.push(there)
    rendered = valueAt(rendered, [step])
    own = valueAt(own, [there])
    if (own === undefined && depth < path.length - 1 && Array.isArray(rendered)) return undefined
  }
  return result
}
