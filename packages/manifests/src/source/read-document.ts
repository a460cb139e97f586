import { isMap, isObject } from '@aks-copilot/kubernetes'
import type { Skipped } from '@aks-copilot/contracts'
import { expandTemplate } from '../convert/expand-template.ts'
import { notAnObject } from './not-an-object.ts'
import { type ManifestDocument, ManifestObject, type Origin } from './manifest.ts'
import { readYaml } from './yaml.ts'

let lastId = 0

/** What came of one document: the document itself, always, and what could not be looked at. Offsets count in the document's text. */
export interface ReadDocument {
  readonly document: ManifestDocument
  readonly problems: readonly { readonly why: string; readonly offset: number }[]
}

/** Reads one document. Broken text, Helm templating and files that only look like manifests become problems, never exceptions. */
export function readDocument(text: string, place: { file: string; origin: Origin; id?: number }): ReadDocument {
  const id = place.id ?? (lastId += 1)
  const base = { id, file: place.file, origin: place.origin, text, json: /^\uFEFF?\s*[{[]/.test(text) }
  const result = readYaml(text)
  if (!result.ok) {
    const templated = /\{\{.*\}\}/s.test(text)
    const why = templated ? 'has Helm templating that was not rendered' : `is not valid YAML: ${result.problem.reason}`
    return { document: { ...base, value: undefined, objects: [] }, problems: [{ why, offset: templated ? text.search(/\{\{/) : result.problem.offset }] }
  }
  const problems: { why: string; offset: number }[] = []
  const objects = objectsIn(result.value, { documentId: id, file: place.file, origin: place.origin }, (why) => problems.push({ why, offset: 0 }))
  return { document: { ...base, value: result.value, objects }, problems }
}

type Place = { documentId: number; file: string; origin: Origin }

function objectsIn(value: unknown, place: Place, skip: (why: string) => void): ManifestObject[] {
  if (value === null || value === undefined) return []
  const why = notAnObject(value, place.file)
  if (why !== undefined) {
    skip(why)
    return []
  }
  if (!isObject(value)) return []
  const object = new ManifestObject(value, { ...place, pointer: '', virtual: false })
  if (isTemplate(object)) return [object, ...templateItems(object, place)]
  const items = value['items']
  if (!isListKind(object) || !Array.isArray(items)) return [object]
  return items.flatMap((item: unknown, index) => listItem(item, object, `/items/${index}`, place, skip))
}

function listItem(item: unknown, list: ManifestObject, pointer: string, place: Place, skip: (why: string) => void): ManifestObject[] {
  const typed = isMap(item) && list.kind !== 'List' ? { apiVersion: list.apiVersion, kind: list.kind.slice(0, -'List'.length), ...item } : item
  const why = notAnObject(typed, place.file)
  if (why === undefined && isObject(typed)) return [new ManifestObject(typed, { ...place, pointer, virtual: false })]
  skip(`item ${pointer} ${why ?? 'is no Kubernetes object'}`)
  return []
}

function templateItems(template: ManifestObject, place: Place): ManifestObject[] {
  return expandTemplate(template.value).objects.flatMap((item, index) =>
    isObject(item) ? [new ManifestObject(item, { ...place, pointer: `/objects/${index}`, virtual: true })] : [])
}

function isListKind(object: ManifestObject): boolean {
  return object.kind === 'List' || (object.kind.endsWith('List') && object.kind !== 'List' && Array.isArray(object.value['items']))
}

function isTemplate(object: ManifestObject): boolean {
  return object.kind === 'Template' && Array.isArray(object.value['objects']) && (object.group === 'template.openshift.io' || object.apiVersion === 'v1')
}

/** Turns the problem of a document into an entry of the report. */
export function skippedAt(file: string, why: string, position: { line: number; column: number }): Skipped {
  return { what: file, why, ...position }
}
