import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { SourceFile } from '@aks-copilot/manifests'

/** The folder with real manifests, or undefined where it is absent; tests then say "skipped". */
export const CORPORA = process.env['AKS_COPILOT_CORPORA']

/** Every YAML and JSON file under a folder of the corpora, sorted. */
export function corpusFiles(folder: string): SourceFile[] {
  const root = join(CORPORA ?? '', folder)
  return walk(root).map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8'), origin: 'file' }))
}

function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return /\.(ya?ml|json)$/.test(path) ? [path] : []
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => walk(join(path, name)))
}
