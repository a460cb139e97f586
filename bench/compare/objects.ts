import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readBundle } from '@aks-copilot/manifests'

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
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => walk(join(path, name)))
}

export function objectsOf(file: string): ManifestObject[] {
  const whole = readFileSync(file, 'utf8')
  let end = 0
  return readBundle([{ path: file, text: whole, origin: 'file' }]).files.flatMap(({ documents }) =>
    documents.flatMap(({ text, value }) => {
      const start = whole.indexOf(text, end)
      end = start + text.length
      if (!isRecord(value) || typeof value['kind'] !== 'string') return []
      const place = { file, firstLine: lineAt(whole, start), lastLine: lineAt(whole, end), start, text }
      const items = value['kind'] === 'List' && Array.isArray(value['items']) ? value['items'].filter(isRecord) : [value]
      return items.map((item) => ({ ...place, kind: String(item['kind']), name: nameOf(item), value: item }))
    }),
  )
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function nameOf(value: Readonly<Record<string, unknown>>): string {
  const metadata = value['metadata']
  return isRecord(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : ''
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
