import { fromPointer, isMap, parseImage, toPointer } from '@aks-copilot/kubernetes'
import { positionsIn } from '@aks-copilot/manifests'
import type { GitFile } from '../ports.ts'
import { type CandidateEdit, documentsOf, editOf, LIKELY, type SourceDocument } from './candidate-edit.ts'
import { resourceCandidates } from './resource-candidates.ts'
import { valueCandidates } from './value-candidates.ts'
import { operationsFor, type WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * What Kustomize itself may set: images, replicas, generated data, inline patches and patches of operations; then the resources; last whatever
 * holds the present value, from where a replacement may take it. `files` are those that the source reads.
 */
export function kustomizeCandidates(field: WantedField, object: Json, files: readonly GitFile[]): CandidateEdit[] {
  const documents = files.filter(({ path }) => isKustomization(path)).flatMap(documentsOf)
  const others = files.filter(({ path }) => !isKustomization(path))
  return [
    ...documents.flatMap((document) => [
      ...imageEdits(field, document),
      ...replicaEdits(field, object, document),
      ...inlinePatchEdits(field, object, document),
      ...literalEdits(field, object, document),
    ]),
    ...dataFileEdits(field, object, others),
    ...operationFileEdits(field, others),
    ...resourceCandidates(field, object, others),
    ...[...documents, ...others.filter(({ path }) => /\.(?:ya?ml|json)$/.test(path)).flatMap(documentsOf)].flatMap((document) =>
      valueCandidates(field, object, document, LIKELY.other),
    ),
  ]
}

function isKustomization(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path)
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isMap(value) ? value[key] : undefined
  return Array.isArray(list) ? list : []
}

function imageEdits({ path, after, before }: WantedField, document: SourceDocument): CandidateEdit[] {
  if (path.at(-1) !== 'image' || typeof after !== 'string' || typeof before !== 'string') return []
  const [old, wanted] = [parseImage(before), parseImage(after)]
  const [oldName, name] = [nameOf(before), nameOf(after)]
  return listAt(document.value, 'images').flatMap((entry, index) => {
    if (!isMap(entry)) return []
    const set: (readonly [string, string | undefined])[] = []
    if (wanted.tag !== old.tag && wanted.tag !== undefined) set.push(['newTag', wanted.tag])
    if (wanted.digest !== old.digest) set.push(['digest', wanted.digest])
    if (oldName !== name) set.push(['newName', name])
    const operations = set.flatMap(([key, value]) => operationsFor(document.value, ['images', String(index), key], value))
    return editOf(document, operations, { rank: (entry['newName'] ?? entry['name']) === oldName ? LIKELY.setting : LIKELY.other })
  })
}

function nameOf(image: string): string {
  const { registry, repository } = parseImage(image)
  return registry === undefined ? repository : `${registry}/${repository}`
}

function objectName({ metadata }: Json): string {
  return isMap(metadata) ? String(metadata['name']) : ''
}

function replicaEdits({ path, after }: WantedField, object: Json, document: SourceDocument): CandidateEdit[] {
  if (toPointer(path) !== '/spec/replicas' || typeof after !== 'number') return []
  const name = objectName(object)
  return listAt(document.value, 'replicas').flatMap((entry, index) =>
    isMap(entry) && typeof entry['name'] === 'string' && name.includes(entry['name'])
      ? editOf(document, operationsFor(document.value, ['replicas', String(index), 'count'], after), { rank: LIKELY.setting })
      : [],
  )
}

/** `patches: [{patch: |- …}]` and the older lists of texts: a document in a string. */
function inlinePatchEdits(field: WantedField, object: Json, document: SourceDocument): CandidateEdit[] {
  const inline = [
    ...listAt(document.value, 'patches').map(
      (entry, index) => [['patches', String(index), 'patch'], isMap(entry) ? entry['patch'] : undefined] as const,
    ),
    ...listAt(document.value, 'patchesJson6902').map(
      (entry, index) => [['patchesJson6902', String(index), 'patch'], isMap(entry) ? entry['patch'] : undefined] as const,
    ),
    ...listAt(document.value, 'patchesStrategicMerge').map((entry, index) => [['patchesStrategicMerge', String(index)], entry] as const),
  ]
  return inline.flatMap(([path, text]) => {
    if (typeof text !== 'string' || !text.includes('\n')) return []
    const file = { path: 'inline.yaml', text }
    const inner = [...resourceCandidates(field, object, [file]), ...operationEdits(field, file)]
    return inner.flatMap((edit) =>
      editOf(document, operationsFor(document.value, path, edit.text), { rank: Math.min(edit.rank, LIKELY.field) }),
    )
  })
}

/** A list of RFC 6902 operations: the one for this path gets another value. */
function operationEdits({ path, after }: WantedField, file: GitFile): CandidateEdit[] {
  return documentsOf(file).flatMap((document) => {
    if (!Array.isArray(document.value)) return []
    const operations: readonly unknown[] = document.value
    return operations.flatMap((operation, index) => {
      if (!isMap(operation) || typeof operation['path'] !== 'string') return []
      const own = fromPointer(operation['path'])
      if (!own.every((step, depth) => path[depth] === step) || (operation['op'] !== 'replace' && operation['op'] !== 'add')) return []
      return editOf(document, operationsFor(document.value, [String(index), 'value', ...path.slice(own.length)], after), {
        rank: LIKELY.field,
      })
    })
  })
}

function operationFileEdits(field: WantedField, files: readonly GitFile[]): CandidateEdit[] {
  return files.filter(({ path }) => /\.(?:ya?ml|json)$/.test(path)).flatMap((file) => operationEdits(field, file))
}

/** `configMapGenerator: [{literals: [KEY=value]}]` */
function literalEdits({ path, after }: WantedField, object: Json, document: SourceDocument): CandidateEdit[] {
  const [section, key] = path
  if (object['kind'] !== 'ConfigMap' || section !== 'data' || key === undefined || path.length !== 2) return []
  return listAt(document.value, 'configMapGenerator').flatMap((generator, index) => {
    const literals = listAt(generator, 'literals')
    if (!isMap(generator) || typeof generator['name'] !== 'string' || !objectName(object).includes(generator['name'])) return []
    const at = literals.findIndex((literal) => typeof literal === 'string' && literal.startsWith(`${key}=`))
    const place = ['configMapGenerator', String(index), 'literals', at < 0 ? '-' : String(at)]
    if (at < 0 && (after === undefined || literals.length === 0)) return []
    return editOf(document, operationsFor(document.value, place, typeof after === 'string' ? `${key}=${after}` : undefined), {
      rank: at < 0 ? LIKELY.addition : LIKELY.setting,
    })
  })
}

/** Files that a generator takes whole (KEY is the file), or line by line (`KEY=value`). */
function dataFileEdits({ path, before, after }: WantedField, object: Json, files: readonly GitFile[]): CandidateEdit[] {
  const [section, key] = path
  if (object['kind'] !== 'ConfigMap' || section !== 'data' || key === undefined || path.length !== 2) return []
  return files.flatMap((file): CandidateEdit[] => {
    if (typeof before === 'string' && file.text === before && typeof after === 'string')
      return [{ file: file.path, text: after, line: 1, rank: LIKELY.setting }]
    const line = new RegExp(`^${key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}=.*$`, 'm').exec(file.text)
    if (/\.(?:ya?ml|json|tpl)$/.test(file.path) || isKustomization(file.path)) return []
    if (line === null) {
      if (typeof after !== 'string' || before !== undefined || !/^[\w.-]+=/m.test(file.text) || /\n/.test(after)) return []
      const end = file.text.endsWith('\n') ? '' : '\n'
      return [
        {
          file: file.path,
          text: `${file.text}${end}${key}=${after}\n`,
          line: positionsIn(file.text)(file.text.length).line,
          rank: LIKELY.addition,
        },
      ]
    }
    const rest = file.text.slice(line.index + line[0].length)
    const text =
      typeof after === 'string'
        ? `${file.text.slice(0, line.index)}${key}=${after}${rest}`
        : file.text.slice(0, line.index) + rest.replace(/^\r?\n/, '')
    return [{ file: file.path, text, line: positionsIn(file.text)(line.index).line, rank: LIKELY.setting }]
  })
}
