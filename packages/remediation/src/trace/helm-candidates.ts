import { posix } from 'node:path'
import { positionsIn } from '@aks-copilot/manifests'
import type { GitFile } from '../ports.ts'
import { type CandidateEdit, documentsOf, editOf, LIKELY, type SourceDocument } from './candidate-edit.ts'
import type { SourceRole } from './source-files.ts'
import { isAlike, segmentsOf, valueCandidates, wordsOf } from './value-candidates.ts'
import { operationsFor, valueAt, type WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Values, in the order in which they win, that are or are part of the present value, or that a template asks for and nobody gives; then the
 * text of templates. `files` are those that the source reads, with their roles.
 */
export function helmCandidates(
  field: WantedField,
  object: Json,
  files: readonly GitFile[],
  roles: ReadonlyMap<string, SourceRole>,
): CandidateEdit[] {
  const values = files.filter(({ path }) => roles.get(path) === 'values').flatMap((file) => documentsOf(file))
  const templates = files.filter(({ path }) => roles.get(path) === 'template')
  return [
    ...values.flatMap((document) => valueCandidates(field, object, document)),
    ...absentValues(field, templates, values),
    ...templates.flatMap((file) => literalEdits(field, file)),
  ]
}

/** Values that templates name and that are empty or not there: what is above the field, or the field itself. */
function absentValues({ path, after }: WantedField, templates: readonly GitFile[], values: readonly SourceDocument[]): CandidateEdit[] {
  if (after === undefined) return []
  const edits: CandidateEdit[] = []
  for (const { reference, chart } of referencesIn(templates)) {
    const rest = restBelow(reference, path)
    if (rest === undefined || rest.slice(0, -1).includes('-') || rest.some((step) => /^\d+$/.test(step))) continue
    for (const document of values) {
      const place = [...placeInValues(reference, chart, document), ...rest]
      if (isEmpty(valueAt(document.value, place)))
        edits.push(...editOf(document, operationsFor(document.value, place, after), { rank: LIKELY.addition }))
    }
  }
  return edits
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}

interface Reference {
  readonly reference: readonly string[]
  /** The folder of the chart whose template it is in. */
  readonly chart: string
}

function referencesIn(templates: readonly GitFile[]): Reference[] {
  const found = new Map<string, Reference>()
  for (const { path, text } of templates) {
    const chart = path.slice(0, Math.max(0, path.search(/\/(?:templates|crds)\//)))
    for (const [, steps = ''] of text.matchAll(/\.Values((?:\.\w+)+)/g))
      found.set(`${chart}\n${steps}`, { reference: steps.slice(1).split('.'), chart })
  }
  return [...found.values()]
}

/** The steps of a field below what a reference stands for: `resources.limits` of `.Values.web.resources`; none for the field itself. */
function restBelow(reference: readonly string[], path: readonly string[]): readonly string[] | undefined {
  const last = reference.at(-1)?.toLowerCase()
  const at = path.findLastIndex((step) => step.toLowerCase() === last)
  if (at >= 0) return path.slice(at + 1)
  const [own, wanted] = [wordsOf(reference.slice(-1)), wordsOf(path.slice(-1))]
  return own.some((word) => wanted.some((other) => isAlike(word, other))) ? [] : undefined
}

/** Values of a chart are below its name in those of the chart that depends on it. */
function placeInValues(reference: readonly string[], chart: string, { file }: SourceDocument): readonly string[] {
  const isOwn = posix.dirname(file.path) === (chart === '' ? '.' : chart)
  const isPart = /(?:^|\/)charts\/[^/]+$/.test(chart)
  return isOwn || !isPart || reference[0] === 'global' ? reference : [posix.basename(chart), ...reference]
}

/** The present value in a template, as a whole word; or the words of it that differ. */
function literalEdits({ before, after }: WantedField, file: GitFile): CandidateEdit[] {
  const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'
  if (!isScalar(before) || !isScalar(after) || /[\n{}]/.test(String(after))) return []
  const lineOf = positionsIn(file.text)
  const pairs = [[String(before), String(after)] as const, ...segmentsOf(String(before), String(after))]
  return pairs.flatMap(([old, wanted], order) => {
    if (old.length < (order === 0 ? 1 : 2) || (order > 0 && old === String(before))) return []
    const edits: CandidateEdit[] = []
    for (let index = file.text.indexOf(old); index >= 0; index = file.text.indexOf(old, index + 1)) {
      const [head, tail] = [file.text[index - 1] ?? ' ', file.text[index + old.length] ?? ' ']
      if (order === 0 ? !/^["'\s]["'\s]$/.test(head + tail) : /[\w.-]/.test(head) || /[\w.-]/.test(tail)) continue
      const text = file.text.slice(0, index) + wanted + file.text.slice(index + old.length)
      edits.push({ file: file.path, text, line: lineOf(index).line, rank: order === 0 ? LIKELY.addition : LIKELY.other })
    }
    return edits
  })
}

/** The name of the parameter of the Application that is, or is a part of, what is set now. */
export function parameterThatSets(
  { before }: WantedField,
  parameters: readonly { readonly name: string; readonly value: string }[],
): string | undefined {
  const text = typeof before === 'string' || typeof before === 'number' || typeof before === 'boolean' ? String(before) : ''
  return parameters.find(({ value }) => value !== '' && text.includes(value))?.name
}
