import { isMap, sameJson, toPointer } from '@aks-copilot/kubernetes'
import type { GitFile } from '../ports.ts'
import { type CandidateEdit, documentsOf, editOf, LIKELY, type SourceDocument } from './candidate-edit.ts'
import { manifestName } from './json-paths.ts'
import { indexOfSame } from './same-entry.ts'
import { operationsFor, valueAt, type WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/** Documents that are (part of) the object by their kind and name: resources, and patches that name it. Those that set the field come first. */
export function resourceCandidates(field: WantedField, object: Json, files: readonly GitFile[]): CandidateEdit[] {
  return files
    .filter(({ path }) => /\.(?:ya?ml|json)$/.test(path))
    .flatMap(documentsOf)
    .flatMap((document) => placesIn(document, object))
    .flatMap(({ document, pointer, value }) => {
      const path = pathIn(value, field.path, object)
      if (path === undefined) return []
      const present = valueAt(value, path)
      const rank = present === undefined ? LIKELY.addition : sameJson(present, field.before) ? LIKELY.field : LIKELY.other
      return [
        ...renamings(field, object, { document, pointer, value }),
        ...editOf(document, operationsFor(value, path, field.after), { pointer, rank }),
      ]
    })
}

/** The key alone gets its other name: the value stays as it is written. */
function renamings({ renamed }: WantedField, object: Json, { document, pointer, value }: Place): CandidateEdit[] {
  const from = renamed === undefined ? undefined : pathIn(value, renamed.from, object)
  const name = renamed?.to.at(-1)
  if (from === undefined || name === undefined || valueAt(value, from) === undefined) return []
  const operations = [{ op: 'move' as const, from: toPointer(from), path: toPointer([...from.slice(0, -1), name]) }]
  return editOf(document, operations, { pointer, rank: LIKELY.setting })
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
  const [own, rendered] = [manifestName(value), manifestName(object)]
  return value['kind'] === object['kind'] && own !== '' && rendered.includes(own)
}

/** The path in a document that has perhaps only some of the list entries: entries are found by what they are known by. */
function pathIn(value: unknown, path: readonly string[], object: Json): string[] | undefined {
  const result: string[] = []
  let [own, rendered]: [unknown, unknown] = [value, object]
  for (const step of path) {
    let there = step
    if (Array.isArray(rendered) && step !== '-') {
      const index = Array.isArray(own) ? indexOfSame(own, rendered, Number(step)) : undefined
      if (index === undefined) return undefined
      there = String(index)
    }
    result.push(there)
    rendered = valueAt(rendered, [step])
    own = valueAt(own, [there])
  }
  return result
}
