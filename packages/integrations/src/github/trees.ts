import type { CommitPlan, GitFile } from '@aks-copilot/remediation/ports'
import { COMMITTER, commitTime } from '../git/check-plan.ts'
import { blobId, checkLimits, type FileLimits, type GitEntry, isPlainFile, modeAt, textOf } from '../git/git-entries.ts'
import { folderTooLarge, revisionUnknown, shown } from '../git/git-faults.ts'
import { folderOf, staysInside } from '../git/names.ts'
import { blobSchema, commitSchema, objectSchema, treeSchema } from './answers.ts'
import { tipOf } from './branches.ts'
import { ByteCache } from './byte-cache.ts'
import type { GitHubClient } from './github-client.ts'
import { unreachable } from './github-faults.ts'

const TREE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}'
const AT_ONCE = 6
const CACHED_BYTES = 16 * 1024 * 1024

interface Tree {
  readonly truncated: boolean
  readonly entries: readonly GitEntry[]
}

/** Folders, files and commits by GitHub's Git data API. What has an id never changes, and is asked for once. */
export class GitHubTrees {
  readonly #client: GitHubClient
  readonly #limits: FileLimits
  readonly #blobs = new ByteCache<Uint8Array>(CACHED_BYTES)
  readonly #folders = new ByteCache<Tree>(CACHED_BYTES)

  constructor(client: GitHubClient, limits: FileLimits) {
    this.#client = client
    this.#limits = limits
  }

  async files(revision: string, folder: string, signal: AbortSignal | undefined): Promise<readonly GitFile[]> {
    const commit = await tipOf(this.#client, revision, signal)
    if (commit === undefined) throw revisionUnknown(shown(revision), this.#client.address.url)
    const path = folderOf(folder)
    const entries = await this.#filesBelow({ commit, revision, path }, signal)
    checkLimits(entries, this.#limits, path, revision)
    const texts = await this.#texts(entries, signal)
    return entries.flatMap(({ path: file }, at) => {
      const text = texts[at]
      return text === undefined ? [] : [{ path: file, text }]
    })
  }

  /** A few at a time; the first fault ends all. */
  async #texts(entries: readonly GitEntry[], signal: AbortSignal | undefined): Promise<readonly (string | undefined)[]> {
    const texts: (string | undefined)[] = []
    let next = 0
    const work = async (): Promise<void> => {
      for (let entry = entries[next]; entry !== undefined; entry = entries[next]) {
        const at = next
        next += 1
        texts[at] = textOf(await this.#blob(entry.id, signal))
      }
    }
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return texts
    } finally {
      next = entries.length
    }
  }

  async commit({ parent, content, files, message, at }: CommitPlan, signal: AbortSignal | undefined): Promise<string> {
    const base = parent === undefined || content === 'whole' ? undefined : await this.#treeOf(parent, signal)
    const folder = async (id: string): Promise<readonly GitEntry[]> => (await this.#folder(id, false, signal)).entries
    const tree: { path: string; mode: string; type: 'blob'; content: string }[] = []
    for (const { path, text } of files) {
      const mode = base === undefined || parent === undefined ? '100644' : await modeAt(path, parent, folder)
      tree.push({ path, mode, type: 'blob', content: text })
    }
    const body = base === undefined ? { tree } : { tree, base_tree: base }
    const made = await this.#client.call(objectSchema, 'POST /repos/{owner}/{repo}/git/trees', body, { signal })
    const who = { ...COMMITTER, date: commitTime(at) }
    const plan = { message, tree: made.sha, parents: parent === undefined ? [] : [parent], author: who, committer: who }
    return (await this.#client.call(objectSchema, 'POST /repos/{owner}/{repo}/git/commits', plan, { signal })).sha
  }

  async #treeOf(commit: string, signal: AbortSignal | undefined): Promise<string> {
    const found = await this.#client.find(commitSchema, 'GET /repos/{owner}/{repo}/git/commits/{commit}', { commit }, { signal })
    if (found === undefined) throw revisionUnknown(commit, this.#client.address.url)
    return found.tree.sha
  }

  /** Every plain file below a folder, or the one that the path names, by its path from the root; links and submodules are left out. */
  async #filesBelow(
    { commit, revision, path }: { readonly commit: string; readonly revision: string; readonly path: string },
    signal: AbortSignal | undefined,
  ): Promise<readonly GitEntry[]> {
    let id = commit
    const parts = path === '' ? [] : path.split('/')
    for (const [at, part] of parts.entries()) {
      const next = (await this.#folder(id, false, signal)).entries.find((entry) => entry.path === part)
      if (next !== undefined && at === parts.length - 1 && isPlainFile(next)) return [{ ...next, path }]
      if (next?.mode !== '040000') return []
      id = next.id
    }
    const found: GitEntry[] = []
    await this.#collect(id, path === '' ? '' : `${path}/`, found, { folder: path, revision, read: 0 }, signal)
    return found.toSorted((left, right) => (left.path < right.path ? -1 : 1))
  }

  /** One listing of all that is below; where GitHub cuts that short, folder by folder. */
  async #collect(id: string, prefix: string, found: GitEntry[], walk: Walk, signal: AbortSignal | undefined): Promise<void> {
    walk.read += 1
    if (walk.read > this.#limits.files) throw folderTooLarge(walk.folder, walk.revision, `it holds more than ${this.#limits.files} folders`)
    const whole = await this.#folder(id, true, signal)
    const { entries } = whole.truncated ? await this.#folder(id, false, signal) : whole
    for (const entry of entries) {
      const path = `${prefix}${entry.path}`
      if (isPlainFile(entry) && staysInside(path)) found.push({ ...entry, path })
      else if (whole.truncated && entry.mode === '040000') await this.#collect(entry.id, `${path}/`, found, walk, signal)
      if (whole.truncated && found.length > this.#limits.files)
        throw folderTooLarge(walk.folder, walk.revision, `it holds more than ${this.#limits.files} files`)
    }
  }

  async #folder(id: string, recursive: boolean, signal: AbortSignal | undefined): Promise<Tree> {
    const key = recursive ? `${id} all` : id
    const cached = this.#folders.get(key)
    if (cached !== undefined) return cached
    const answer = await this.#client.find(treeSchema, TREE, { tree_sha: id, ...(recursive ? { recursive: '1' } : {}) }, { signal })
    if (answer === undefined) throw revisionUnknown(shown(id), this.#client.address.url)
    const entries = answer.tree.map(({ path, mode, sha, size }) => ({ path, mode, id: sha, size }))
    const tree: Tree = { truncated: answer.truncated === true, entries }
    // Asked for by an id alone, which never means anything else.
    this.#folders.set(key, tree, entries.length * 160)
    return tree
  }

  async #blob(id: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const cached = this.#blobs.get(id)
    if (cached !== undefined) return cached
    const { content } = await this.#client.call(
      blobSchema.refine((blob) => blobId(Buffer.from(blob.content, 'base64')) === id),
      'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
      { file_sha: id },
      { signal },
    )
    const bytes = Buffer.from(content, 'base64')
    if (bytes.length > this.#limits.bytesOfOne) throw unreachable(this.#client.host, 'a file is larger than its listing says')
    this.#blobs.set(id, bytes, bytes.length)
    return bytes
  }
}

interface Walk {
  readonly folder: string
  readonly revision: string
  read: number
}
