import { isMap, isObject } from '@aks-copilot/kubernetes'
import { expandTemplate } from '../convert/expand-template.ts'
import { notAnObject } from './not-an-object.ts'
import { type ManifestDocument, ManifestObject, type Origin } from './manifest.ts'
import { type Overlay, withOverlay } from './overlay.ts'
import { helmTemplating, templatingReason } from './helm-templating.ts'
import { packSpans } from './spans.ts'
import { readYaml } from './yaml.ts'

let lastId = 0

/** Something in a document that could not be looked at. Offsets count in the document's text. */
export interface DocumentProblem {
  /** broken: not YAML. templated: Helm templating. no-object: fine YAML, and nothing that a cluster would get. */
  readonly kind: 'broken' | 'templated' | 'no-object'
  readonly why: string
  readonly offset: number
}

/** What came of one document: the document itself, always, and what could not be looked at. */
export interface ReadDocument {
  readonly document: ManifestDocument
  readonly problems: readonly DocumentProblem[]
}

export interface DocumentPlace {
  readonly file: string
  readonly origin: Origin
  readonly id?: number
  readonly overlay?: Overlay
  /** Says why the document is no object of its own, whatever it looks like; '' to say nothing. */
  readonly setAside?: string
}

/** Reads one document. Broken text, Helm templating and files that only look like manifests become problems, never exceptions. */
export function readDocument(text: string, { file, origin, id = (lastId += 1), overlay, setAside }: DocumentPlace): ReadDocument {
  const base = { id, file, origin, text, json: /^\uFEFF?\s*[{[]/.test(text), ...(overlay === undefined ? {} : { overlay }) }
  if (setAside !== undefined) {
    const problems: DocumentProblem[] = setAside === '' ? [] : [{ kind: 'no-object', why: setAside, offset: firstContent(text) }]
    return { document: { ...base, value: undefined, objects: [] }, problems }
  }
  const result = readYaml(text)
  const template = helmTemplating(text, result)
  if (template >= 0)
    return {
      document: { ...base, value: undefined, objects: [] },
      problems: [{ kind: 'templated', why: templatingReason(text, template), offset: template }],
    }
  if (!result.ok) {
    return {
      document: { ...base, value: undefined, objects: [] },
      problems: [
        {
          kind: 'broken',
          why: `${result.problem.refused ? 'was not read' : 'is not valid YAML'}: ${result.problem.reason}`,
          offset: result.problem.offset,
        },
      ],
    }
  }
  const problems: DocumentProblem[] = []
  const skip = (why: string): number => problems.push({ kind: 'no-object', why, offset: firstContent(text) })
  const objects = objectsIn(result.value, { documentId: id, file, origin, duplicateKeys: result.duplicateKeys }, overlay, skip)
  const spans = packSpans(result.events)
  return { document: { ...base, value: result.value, objects, ...(spans === undefined ? {} : { spans }) }, problems }
}

/** Past the byte order mark, comments, blank lines and markers: where a reader would look. Line by line: one pattern over all lines runs out of stack. */
function firstContent(text: string): number {
  const passed = /[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n/y
  let start = text.startsWith('\uFEFF') ? 1 : 0
  for (passed.lastIndex = start; passed.test(text);) start = passed.lastIndex
  while (text[start] === ' ' || text[start] === '\t') start += 1
  return start
}

type Place = { documentId: number; file: string; origin: Origin; duplicateKeys: readonly string[] }

function objectsIn(value: unknown, place: Place, overlay: Overlay | undefined, skip: (why: string) => void): ManifestObject[] {
  if (value === null || value === undefined) return []
  const why = notAnObject(value, place.file)
  if (why !== undefined) {
    skip(why)
    return []
  }
  if (!isObject(value)) return []
  const seen = overlay === undefined ? value : withOverlay(value, overlay)
  const object = new ManifestObject(seen, { ...place, pointer: '', virtual: false })
  if (isTemplate(object)) return [object, ...templateItems(object, place, skip)]
  const items = value['items']
  if (items === null && isListKind(object)) return []
  if (!isListKind(object) || !Array.isArray(items)) return [object]
  return items.flatMap((item: unknown, index) => listItem(item, object, `/items/${index}`, place, skip))
}

function listItem(item: unknown, list: ManifestObject, pointer: string, place: Place, skip: (why: string) => void): ManifestObject[] {
  const typed =
    isMap(item) && list.kind !== 'List' ? { apiVersion: list.apiVersion, kind: list.kind.slice(0, -'List'.length), ...item } : item
  const why =
    isObject(typed) && Array.isArray(typed['items']) && typed['kind'] === 'List'
      ? 'is a List in a List: not opened'
      : notAnObject(typed, place.file)
  if (why === undefined && isObject(typed)) return [new ManifestObject(typed, { ...place, pointer, virtual: false })]
  skip(`item ${pointer} ${why ?? 'is no Kubernetes object'}`)
  return []
}

function templateItems(template: ManifestObject, place: Place, skip: (why: string) => void): ManifestObject[] {
  const { objects, problem } = expandTemplate(template.value)
  if (problem !== undefined) skip(problem)
  return objects.flatMap((item, index) =>
    isObject(item) ? [new ManifestObject(item, { ...place, pointer: `/objects/${index}`, virtual: true })] : [],
  )
}

function isListKind(object: ManifestObject): boolean {
  return object.kind === 'List' || (object.kind.endsWith('List') && object.kind !== 'List' && Array.isArray(object.value['items']))
}

function isTemplate(object: ManifestObject): boolean {
  return (
    object.kind === 'Template' &&
    Array.isArray(object.value['objects']) &&
    (object.group === 'template.openshift.io' || object.apiVersion === 'v1')
  )
}
