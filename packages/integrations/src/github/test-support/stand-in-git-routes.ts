import type { BareRepository, Person } from './bare-repository.ts'
import { type Answer, type Asked, created, ok, Refused, type Route, textIn } from './stand-in-answer.ts'

export interface GitRouteOptions {
  /** Branches that only a pull request may move, with what GitHub says then. */
  readonly protected: ReadonlyMap<string, string>
  /** Told of a branch that is about to be deleted. */
  readonly deleting: (branch: string) => Promise<void>
  /** A recursive listing is cut after so many entries. */
  readonly truncateAt: () => number
}

const NONE = '0'.repeat(40)
const SHA = /^[0-9a-f]{40}$/

/** GitHub's Git data API, and comparing. */
export function gitRoutes(git: BareRepository, options: GitRouteOptions): Route[] {
  let empty = true
  const route = (method: string, path: string, right: string, handler: (asked: Asked) => Promise<Answer>): Route => ({
    method,
    path,
    right,
    handler: async (asked) => {
      // GitHub's Git data API does not work before the first commit.
      if (empty && path.startsWith('/git/')) {
        empty = (await git.line(['for-each-ref', '--count=1'])) === ''
        if (empty) throw new Refused(409, 'Git Repository is empty.')
      }
      return await handler(asked)
    },
  })
  return [
    route('GET', '/git/ref/**', 'contents=read', ({ rest }) => getRef(git, `refs/${rest[0]}`)),
    route('POST', '/git/refs', 'contents=write', (asked) => createRef(git, asked, options)),
    route('PATCH', '/git/refs/**', 'contents=write', (asked) => updateRef(git, asked, options)),
    route('DELETE', '/git/refs/**', 'contents=write', (asked) => deleteRef(git, asked, options)),
    route('GET', '/git/trees/*', 'contents=read', (asked) => getTree(git, asked, options.truncateAt())),
    route('POST', '/git/trees', 'contents=write', (asked) => createTree(git, asked)),
    route('GET', '/git/blobs/*', 'contents=read', ({ rest }) => getBlob(git, rest[0] ?? '')),
    route('POST', '/git/commits', 'contents=write', (asked) => createCommit(git, asked)),
    route('GET', '/git/commits/*', 'contents=read', ({ rest }) => getCommit(git, rest[0] ?? '')),
    route('GET', '/compare/**', 'contents=read', ({ rest }) => compare(git, rest[0] ?? '')),
    route('GET', '/commits/*', 'contents=read', ({ rest }) => commitOf(git, rest[0] ?? '')),
  ]
}

async function getRef(git: BareRepository, ref: string): Promise<Answer> {
  const sha = await git.resolve(ref)
  if (sha === undefined) throw new Refused(404, 'Not Found')
  return ok({ ref, object: { sha, type: 'commit' } })
}

async function createRef(git: BareRepository, { body }: Asked, options: GitRouteOptions): Promise<Answer> {
  const ref = textIn(body, 'ref')
  const sha = textIn(body, 'sha')
  if (!/^refs\/[^/]+\/./.test(ref)) throw new Refused(422, `${ref} is not a valid ref name.`)
  await checkObject(git, sha)
  checkProtection(ref, options)
  if (!(await git.updateRef(ref, sha, NONE))) throw new Refused(422, 'Reference already exists')
  return created({ ref, object: { sha, type: 'commit' } })
}

async function updateRef(git: BareRepository, { rest, body }: Asked, options: GitRouteOptions): Promise<Answer> {
  const ref = `refs/${rest[0]}`
  const sha = textIn(body, 'sha')
  const old = await git.resolve(ref)
  if (old === undefined) throw new Refused(422, 'Reference does not exist')
  await checkObject(git, sha)
  checkProtection(ref, options)
  if (body['force'] !== true && !(await git.isAncestor(old, sha))) throw new Refused(422, 'Update is not a fast forward')
  if (!(await git.updateRef(ref, sha, old))) throw new Refused(409, 'Reference cannot be updated')
  return ok({ ref, object: { sha, type: 'commit' } })
}

async function deleteRef(git: BareRepository, { rest }: Asked, options: GitRouteOptions): Promise<Answer> {
  const ref = `refs/${rest[0]}`
  const old = await git.resolve(ref)
  if (old === undefined) throw new Refused(422, 'Reference does not exist')
  checkProtection(ref, options)
  await options.deleting(ref.replace('refs/heads/', ''))
  await git.git(['update-ref', '-d', ref, old])
  return { status: 204, body: undefined }
}

async function checkObject(git: BareRepository, sha: string): Promise<void> {
  if (!SHA.test(sha) || (await git.resolve(sha)) === undefined) throw new Refused(422, 'Object does not exist')
}

function checkProtection(ref: string, { protected: branches }: GitRouteOptions): void {
  const rule = branches.get(ref.replace('refs/heads/', ''))
  if (rule !== undefined) throw new Refused(422, rule)
}

async function getTree(git: BareRepository, { rest, query }: Asked, most: number): Promise<Answer> {
  const sha = await git.resolve(rest[0] ?? '', 'tree')
  if (sha === undefined) throw new Refused(404, 'Not Found')
  const recursive = query.has('recursive')
  const all = await git.tree(sha, recursive)
  const cut = recursive && all.length > most
  // GitHub repeats the id of a commit that was asked for, and not that of its tree.
  return ok({ sha: (await git.resolve(rest[0] ?? '')) ?? sha, tree: cut ? all.slice(0, most) : all, truncated: cut })
}

async function createTree(git: BareRepository, { body }: Asked): Promise<Answer> {
  const entries = body['tree']
  if (!Array.isArray(entries) || entries.length === 0) throw new Refused(422, 'Invalid tree info')
  const base = body['base_tree'] === undefined ? undefined : await git.resolve(textIn(body, 'base_tree'), 'tree')
  if (base === undefined && body['base_tree'] !== undefined) throw new Refused(404, 'Not Found')
  const lines: { mode: string; path: string; sha: string | null }[] = []
  for (const entry of entries as Readonly<Record<string, unknown>>[]) {
    const path = textIn(entry, 'path')
    if (path.startsWith('/') || path.split('/').some((part) => /^(?:|\.|\.\.|\.git)$/i.test(part)))
      throw new Refused(422, 'tree.path contains a malformed path component')
    const sha =
      entry['sha'] === null ? null : typeof entry['sha'] === 'string' ? entry['sha'] : await git.writeBlob(textIn(entry, 'content'))
    lines.push({ mode: textIn(entry, 'mode'), path, sha })
  }
  const sha = await git.writeTree(base, lines)
  return created({ sha, tree: await git.tree(sha, false), truncated: false })
}

async function getBlob(git: BareRepository, sha: string): Promise<Answer> {
  if (!SHA.test(sha) || (await git.resolve(sha, 'blob')) === undefined) throw new Refused(404, 'Not Found')
  const bytes = await git.blob(sha)
  // As GitHub does: Base64 in lines of 60.
  const content = bytes.toString('base64').replaceAll(/.{60}/g, '$&\n')
  return ok({ sha, size: bytes.length, content: `${content}\n`, encoding: 'base64' })
}

async function createCommit(git: BareRepository, { body, caller }: Asked): Promise<Answer> {
  const tree = textIn(body, 'tree')
  const parents = (body['parents'] ?? []) as readonly string[]
  if ((await git.resolve(tree, 'tree')) === undefined) throw new Refused(422, 'Tree SHA does not exist')
  for (const parent of parents) if ((await git.resolve(parent)) === undefined) throw new Refused(422, `Parent SHA does not exist`)
  const now = { name: caller.login, email: `${caller.login}@users.noreply.github.com`, date: new Date().toISOString() }
  const author = { ...now, ...(body['author'] as Partial<Person> | undefined) }
  const committer = { ...author, ...(body['committer'] as Partial<Person> | undefined) }
  const sha = await git.writeCommit({ tree, parents, author, committer, message: textIn(body, 'message') })
  return created(await told(git, sha))
}

async function getCommit(git: BareRepository, sha: string): Promise<Answer> {
  if (!SHA.test(sha)) throw new Refused(422, 'The SHA parameter must be exactly 40 characters and contain only [0-9a-f].')
  if ((await git.resolve(sha)) === undefined) throw new Refused(404, 'Not Found')
  return ok(await told(git, sha))
}

async function commitOf(git: BareRepository, name: string): Promise<Answer> {
  const sha = (await git.resolve(`refs/heads/${name}`)) ?? (await git.resolve(`refs/tags/${name}`)) ?? (await git.resolve(name))
  if (sha === undefined) throw new Refused(422, `No commit found for SHA: ${name}`)
  return ok({ sha, commit: await told(git, sha) })
}

async function told(git: BareRepository, sha: string): Promise<unknown> {
  const { tree, parents, author, committer, message } = await git.readCommit(sha)
  const verification = { verified: false, reason: 'unsigned', signature: null, payload: null }
  return { sha, message, tree: { sha: tree }, parents: parents.map((parent) => ({ sha: parent })), author, committer, verification }
}

async function compare(git: BareRepository, basehead: string): Promise<Answer> {
  const [from = '', to = ''] = basehead.split('...')
  const base = await git.resolve(from)
  const head = await git.resolve(to)
  if (base === undefined || head === undefined) throw new Refused(404, 'Not Found')
  if ((await git.line(['merge-base', base, head]).catch(() => '')) === '')
    throw new Refused(404, `No common ancestor between ${from} and ${to}.`)
  const ahead = await git.count(`${base}..${head}`)
  const behind = await git.count(`${head}..${base}`)
  const status = ahead === 0 && behind === 0 ? 'identical' : behind === 0 ? 'ahead' : ahead === 0 ? 'behind' : 'diverged'
  return ok({ status, ahead_by: ahead, behind_by: behind, total_commits: ahead, commits: [] })
}
