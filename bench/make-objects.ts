import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSchemas, type Schemas } from '@aks-copilot/kubernetes'
import { readBundle } from '@aks-copilot/manifests'

const PER_FILE = 100

/**
 * Writes `count` Kubernetes objects into `folder`, made from real manifests: each is one of them with a name of its own. A hundred
 * objects a file, as YAML documents.
 */
export async function makeObjects(corpus: string, folder: string, count: number): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const documents = realDocuments(corpus, await loadSchemas('1.35'))
  let page: string[] = []
  for (let index = 0; index < count; index += 1) {
    const { text, name } = documents[index % documents.length] ?? { text: '', name: '' }
    page.push(text.replace(new RegExp(`^([ \\t]+name:[ \\t]*)["']?${escape(name)}["']?[ \\t]*$`, 'm'), `$1${name}-${index}`))
    if (page.length === PER_FILE || index === count - 1) {
      writeFileSync(join(folder, `objects-${String(Math.floor(index / PER_FILE)).padStart(5, '0')}.yaml`), page.join('---\n'))
      page = []
    }
  }
}

/** Documents that every tool reads: one valid object each, of a kind that Kubernetes still serves. */
function realDocuments(corpus: string, schemas: Schemas): { text: string; name: string }[] {
  const files = walk(corpus).map((path) => ({ path, text: readFileSync(path, 'utf8'), origin: 'file' as const }))
  return readBundle(files).files.flatMap((file) =>
    file.documents.flatMap((document) => {
      const [object, ...others] = document.objects
      if (object === undefined || others.length > 0 || object.pointer !== '' || document.json || object.name === '') return []
      if (!schemas.serves(object.apiVersion, object.kind) || schemas.validate(object.value).length > 0 || object.duplicateKeys.length > 0)
        return []
      return [{ text: document.text.replace(/^\uFEFF?(?:---[^\n]*\n)?/, '').replace(/\n*$/, '\n'), name: object.name }]
    }),
  )
}

function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return /\.ya?ml$/.test(path) ? [path] : []
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => walk(join(path, name)))
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
