import { isMap, sameJson } from '@aks-copilot/kubernetes'
import { posix } from 'node:path'
import type { GitFile, SourceOfManifests } from '../ports.ts'
import { type CandidateEdit, documentsOf, editOf, lineAt, type SourceDocument } from './candidate-edit.ts'
import { operationsFor, valueAt, type WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/** How far above the field a part of the values may lie that was put in whole. */
const MOST_LEVELS = 4

/** Values, in the order in which they win, that are or are part of the present value; then the text of templates. */
export function helmCandidates(field: WantedField, object: Json, source: SourceOfManifests, files: readonly GitFile[]): CandidateEdit[] {
  const values = valueFilesOf(source, files).flatMap(documentsOf)
  return [...values.flatMap((document) => valueEdits(field, object, document)), ...templateEdits(field, source, files)]
}

/** The files of values, the one that wins first. */
export function valueFilesOf({ path, helm }: SourceOfManifests, files: readonly GitFile[]): GitFile[] {
  const named = [...(helm?.valueFiles ?? [])]
    .toReversed()
    .map((file) => (file.startsWith('/') ? posix.normalize(file.slice(1)) : posix.normalize(posix.join(path, file))))
  return [...new Set([...named, posix.join(path, 'values.yaml')])].flatMap((name) => files.filter((file) => file.path === name))
}

function valueEdits(field: WantedField, object: Json, document: SourceDocument): CandidateEdit[] {
  const nodes = nodesOf(document.value, [])
  return [
    ...wholeEdits(field, object, nodes, document),
    ...nodes.flatMap(({ path, value }) => {
      const part = partFor(value, field)
      return part === undefined ? [] : editOf(document, operationsFor(document.value, path, part))
    }),
  ]
}

interface Node {
  readonly path: readonly string[]
  readonly value: unknown
}

function nodesOf(value: unknown, path: readonly string[]): Node[] {
  if (Array.isArray(value)) return [{ path, value }, ...value.flatMap((item, index) => nodesOf(item, [...path, String(index)]))]
  if (!isMap(value)) return [{ path, value }]
  return [{ path, value }, ...Object.entries(value).flatMap(([key, item]) => nodesOf(item, [...path, key]))]
}

/** A part of the values that was put in whole (`toYaml .Values.resources`), at the field or a few levels above it. */
function wholeEdits({ path, after }: WantedField, object: Json, nodes: readonly Node[], document: SourceDocument): CandidateEdit[] {
  const edits: CandidateEdit[] = []
  for (let level = 0; level <= Math.min(MOST_LEVELS, path.length - 1); level += 1) {
    const above = path.slice(0, path.length - level)
    const value = valueAt(object, above)
    if (value === undefined || (level > 0 && typeof value !== 'object')) continue
    for (const node of nodes)
      if (node.path.length > 0 && sameJson(node.value, value))
        edits.push(...editOf(document, operationsFor(document.value, [...node.path, ...path.slice(above.length)], after)))
  }
  return edits
}

/** What a scalar of the values must be so that the field, of which it is a part, is as wanted. */
function partFor(value: unknown, { before, after }: WantedField): unknown {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '' || String(value) === before) return undefined
  const own = String(value)
  const index = before.indexOf(own)
  if (index < 0) return undefined
  const [head, tail] = [before.slice(0, index), before.slice(index + own.length)]
  if (!after.startsWith(head) || !after.endsWith(tail) || after.length < head.length + tail.length) return undefined
  const part = after.slice(head.length, after.length - tail.length)
  return part === own || part === '' ? undefined : part
}

/** A literal in a template, as a whole word. */
function templateEdits({ before, after }: WantedField, { path }: SourceOfManifests, files: readonly GitFile[]): CandidateEdit[] {
  if (
    (typeof before !== 'string' && typeof before !== 'number') ||
    (typeof after !== 'string' && typeof after !== 'number') ||
    String(before).length < 2
  )
    return []
  const [old, wanted] = [String(before), String(after)]
  if (/[\n{}]/.test(wanted)) return []
  return files
    .filter((file) => file.path.startsWith(posix.join(path, 'templates/')))
    .flatMap((file) => {
      const edits: CandidateEdit[] = []
      for (let index = file.text.indexOf(old); index >= 0; index = file.text.indexOf(old, index + 1)) {
        const around = `${file.text[index - 1] ?? ' '}${file.text[index + old.length] ?? ' '}`
        if (/^["'\s]["'\s]$/.test(around))
          edits.push({
            file: file.path,
            text: file.text.slice(0, index) + wanted + file.text.slice(index + old.length),
            line: lineAt(file.text, index),
          })
      }
      return edits
    })
}
