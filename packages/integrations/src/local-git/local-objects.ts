import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommitInfo, CommitPlan, GitFile } from '@aks-copilot/remediation/ports'
import { COMMITTER, commitTime } from '../git/check-plan.ts'
import { checkLimits, type FileLimits, type GitEntry, isPlainFile, modeAt, textOf } from '../git/git-entries.ts'
import { revisionUnknown, shown } from '../git/git-faults.ts'
import { checkRevision, folderOf, isObjectId, staysInside } from '../git/names.ts'
import type { GitProgram } from './git-program.ts'

type Signal = AbortSignal | undefined

/** The commit behind a branch, a tag or an id; undefined where there is none. */
export async function commitOf(git: GitProgram, revision: string, signal: Signal): Promise<string | undefined> {
  const names = isObjectId(revision) || revision === 'HEAD' ? [revision] : [`refs/heads/${revision}`, `refs/tags/${revision}`, revision]
  for (const name of names) {
    if (name === revision && !isObjectId(revision) && revision !== 'HEAD' && !revision.startsWith('refs/')) continue
    const { code, out } = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], { signal })
    if (code === 0) return out.toString('utf8').trim()
  }
  return undefined
}

export async function readFiles(
  git: GitProgram,
  revision: string,
  folder: string,
  limits: FileLimits,
  signal: Signal,
): Promise<readonly GitFile[]> {
  checkRevision(revision, git.path)
  const commit = await commitOf(git, revision, signal)
  if (commit === undefined) throw revisionUnknown(shown(revision), git.path)
  const path = folderOf(folder)
  if (path !== '' && !staysInside(path)) return []
  const all = await entriesOf(git, ['-r', '--full-tree', commit, ...(path === '' ? [] : ['--', path])], signal)
  const entries = all.filter((entry) => isPlainFile(entry) && staysInside(entry.path))
  checkLimits(entries, limits, path, revision)
  const blobs = await readBlobs(
    git,
    entries.map(({ id }) => id),
    signal,
  )
  return entries
    .flatMap((entry, at) => {
      const text = textOf(blobs[at] ?? Buffer.alloc(1))
      return text === undefined ? [] : [{ path: entry.path, text }]
    })
    .toSorted((left, right) => (left.path < right.path ? -1 : 1))
}

async function entriesOf(git: GitProgram, args: readonly string[], signal: Signal): Promise<GitEntry[]> {
  const text = await git.text(['ls-tree', '-z', '-l', ...args], { signal })
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('\t')
      const [mode = '', , id = '', size = '-'] = line.slice(0, at).split(/ +/)
      return { mode, id, path: line.slice(at + 1), size: size === '-' ? undefined : Number(size) }
    })
}

/** Many files by one program: each answer is a line with the size, the bytes and a line end. */
async function readBlobs(git: GitProgram, ids: readonly string[], signal: Signal): Promise<readonly Buffer[]> {
  if (ids.length === 0) return []
  const { out } = await git.run(['cat-file', '--batch'], { input: `${ids.join('\n')}\n`, signal })
  const blobs: Buffer[] = []
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(10, at)
    const size = Number(out.subarray(at, end).toString('latin1').split(' ')[2])
    if (end === -1 || !Number.isInteger(size)) break
    blobs.push(out.subarray(end + 1, end + 1 + size))
    at = end + 1 + size + 1
  }
  return blobs
}

export async function readCommit(git: GitProgram, id: string, signal: Signal): Promise<CommitInfo | undefined> {
  if (!isObjectId(id) || (await commitOf(git, id, signal)) !== id) return undefined
  const text = await git.text(['cat-file', 'commit', id], { signal })
  const end = text.indexOf('\n\n')
  const head = text.slice(0, end).split('\n')
  const parents = head.flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []))
  const seconds = Number(/^committer .* (\d+) [+-]\d{4}$/.exec(head.find((line) => line.startsWith('committer ')) ?? '')?.[1] ?? 0)
  return { id, parents, message: text.slice(end + 2), at: commitTime(new Date(seconds * 1000).toISOString()) }
}

/** Writes the objects of a commit; no branch moves. */
export async function writeCommit(git: GitProgram, plan: CommitPlan, signal: Signal): Promise<string> {
  const { parent, content, files, message, at } = plan
  if (parent !== undefined && (await commitOf(git, parent, signal)) !== parent) throw revisionUnknown(parent, git.path)
  const base = parent === undefined || content === 'whole' ? undefined : await git.line(['rev-parse', `${parent}^{tree}`], { signal })
  const lines: string[] = []
  for (const { path, text } of files) {
    const mode = base === undefined ? '100644' : await modeAt(path, base, (id) => entriesOf(git, [id], signal))
    const id = await git.line(['hash-object', '-w', '--no-filters', '--stdin'], { input: text, signal })
    lines.push(`${mode} ${id}\t${path}\0`)
  }
  const tree = await writeTree(git, base, lines.join(''), signal)
  const seconds = Date.parse(commitTime(at)) / 1000
  const who = `${COMMITTER.name} <${COMMITTER.email}> ${seconds} +0000`
  const head = [`tree ${tree}`, ...(parent === undefined ? [] : [`parent ${parent}`]), `author ${who}`, `committer ${who}`]
  return await git.line(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: `${head.join('\n')}\n\n${message}`, signal })
}

async function writeTree(git: GitProgram, base: string | undefined, lines: string, signal: Signal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-copilot-index-'))
  const index = join(folder, 'index')
  try {
    await git.text(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { index, signal })
    await git.text(['update-index', '-z', '--add', '--index-info'], { index, input: lines, signal })
    return await git.line(['write-tree'], { index, signal })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
