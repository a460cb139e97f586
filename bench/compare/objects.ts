import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LineCounter, parseAllDocuments } from 'yaml'

/** One object of a manifest, as every program sees it: where it stands, and what it says. */
export interface ManifestObject {
  readonly file: string
  readonly kind: string
  readonly name: string
  readonly firstLine: number
  readonly lastLine: number
  readonly start: number
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
}

export type ObjectKey = string

export function keyOf({ file, kind, name }: { file: string; kind: string; name: string }): ObjectKey {
  return `${file}#${kind}/${name}`
}

/** The YAML files below some folders, by the folder that holds them: a folder is one application. */
export function filesByFolder(folders: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const file of folders.flatMap(walk)) groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), file])
  return groups
}

function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return /\.ya?ml$/.test(path) ? [path] : []
  return readdirSync(path).toSorted().flatMap((name) => walk(join(path, name)))
}

export function objectsOf(file: string): ManifestObject[] {
  const text = readFileSync(file, 'utf8')
  const lines = new LineCounter()
  return parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false }).flatMap((document) => {
    if (!('range' in document) || document.errors.length > 0) return []
    const value: unknown = document.toJS({ maxAliasCount: 10_000 })
    if (!isRecord(value) || typeof value['kind'] !== 'string') return []
    const [start, end] = document.range
    const place = { file, firstLine: lines.linePos(start).line, lastLine: lines.linePos(end).line, start, text: text.slice(start, end) }
    const items = value['kind'] === 'List' && Array.isArray(value['items']) ? value['items'].filter(isRecord) : [value]
    return items.map((item) => ({ ...place, kind: String(item['kind']), name: nameOf(item), value: item }))
  })
}

function nameOf(value: Readonly<Record<string, unknown>>): string {
  const metadata = value['metadata']
  return isRecord(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : ''
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
