import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBundle } from '@aks-copilot/manifests'

const PER_FILE = 100

/**
 * Writes `count` Kubernetes objects into `folder`, made from real manifests: each is one of them with a name of its own. A hundred
 * objects a file, as YAML documents.
 */
export function makeObjects(corpus: string, folder: string, count: number): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const documents = realDocuments(corpus)
  let page: string[] = []
  for (let index = 0; index < count; index += 1) {
    const { text, name } = documents[index % documents.length] ?? { text: '', name: '' }
    page.push(text.replace(new RegExp(`^(\\s+name:\\s*)["']?${escape(name)}["']?\\s*$`, 'm'), `$1${name}-${index}`))
    if (page.length === PER_FILE || index === count - 1) {
      writeFileSync(join(folder, `objects-${String(Math.floor(index / PER_FILE)).padStart(5, '0')}.yaml`), page.join('---\n'))
      page = []
    }
  }
}

/** Single-object YAML documents of built-in kinds that every tool reads. */
function realDocuments(corpus: string): { text: string; name: string }[] {
  const files = walk(corpus).map((path) => ({ path, text: readFileSync(path, 'utf8'), origin: 'file' as const }))
  return readBundle(files).files.flatMap((file) =>
    file.documents.flatMap((document) => {
      const [object, ...others] = document.objects
      if (object === undefined || others.length > 0 || object.pointer !== '' || document.json || object.name === '') return []
      return [{ text: document.text.replace(/^\uFEFF?(?:---[^\n]*\n)?/, '').replace(/\n*$/, '\n'), name: object.name }]
    }),
  )
}

function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return /\.ya?ml$/.test(path) ? [path] : []
  return readdirSync(path).toSorted().flatMap((name) => walk(join(path, name)))
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
