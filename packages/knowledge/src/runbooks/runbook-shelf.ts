import { open } from 'node:fs/promises'
import { parseArticle } from '../articles/parse-article.ts'
import type { TaggedArticle } from '../articles/tagged-article.ts'
import { listRunbooks, MOST_FILE_BYTES, reasonOf, type RunbookFile } from './list-runbooks.ts'

/** What changed on the shelf. */
export interface ShelfChange {
  readonly gone: readonly TaggedArticle[]
  readonly come: readonly TaggedArticle[]
}

/** The user's runbooks as they were last read; `refresh` reads what changed since. */
export class RunbookShelf {
  readonly folder: string
  #books: ReadonlyMap<string, { readonly stamp: string; readonly article: TaggedArticle }> = new Map()
  #skipped: readonly string[] = []
  #running: Promise<ShelfChange> | undefined
  #readAt = Number.NEGATIVE_INFINITY

  constructor(folder: string) {
    this.folder = folder
  }

  get skipped(): readonly string[] {
    return this.#skipped
  }

  get files(): number {
    return this.#books.size
  }

  /** Milliseconds since the folder was last looked at. */
  get age(): number {
    return performance.now() - this.#readAt
  }

  /** Never fails: what cannot be read is in `skipped`. Callers share one run. */
  async refresh(): Promise<ShelfChange> {
    this.#running ??= this.#read().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #read(): Promise<ShelfChange> {
    const { files, skipped } = await listRunbooks(this.folder)
    const old = this.#books
    const books = new Map<string, { readonly stamp: string; readonly article: TaggedArticle }>()
    const unread: string[] = []
    const ids = new Set<string>()
    for (const file of files) {
      const known = old.get(file.name)
      const id = freeId(idOf(file.name), ids)
      if (known?.stamp === file.stamp && known.article.id === id) books.set(file.name, known)
      else {
        const article = await readRunbook(file, id)
        if (typeof article === 'string') unread.push(`${file.name}: ${article}`)
        else books.set(file.name, { stamp: file.stamp, article })
      }
    }
    this.#books = books
    this.#skipped = [...skipped, ...unread]
    this.#readAt = performance.now()
    return {
      gone: [...old].filter(([name, { article }]) => books.get(name)?.article !== article).map(([, { article }]) => article),
      come: [...books].filter(([name, { article }]) => old.get(name)?.article !== article).map(([, { article }]) => article),
    }
  }
}

/** The article, or why there is none. */
async function readRunbook({ path, name }: RunbookFile, id: string): Promise<TaggedArticle | string> {
  let text: string
  try {
    text = await readStart(path)
  } catch (error) {
    return reasonOf(error)
  }
  if (text.includes('\0')) return 'not a text'
  const parsed = parseArticle(text)
  if (parsed.text === '') return 'empty'
  const title =
    parsed.title ??
    (name
      .slice(name.lastIndexOf('/') + 1)
      .replace(/\.\w+$/, '')
      .replaceAll(/[-_]+/g, ' ') ||
      name)
  return { id, kind: 'runbook', title: title.slice(0, 200), tags: parsed.tags, source: name, text: parsed.text }
}

/** The file may have grown since it was listed. */
async function readStart(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_FILE_BYTES), 0, MOST_FILE_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

function idOf(name: string): string {
  return `runbook/${name.replace(/\.\w+$/, '').replaceAll(/[^\p{L}\p{N}._/-]+/gu, '-')}`
}

function freeId(id: string, taken: Set<string>): string {
  let free = id
  for (let count = 2; taken.has(free); count++) free = `${id}-${count}`
  taken.add(free)
  return free
}
