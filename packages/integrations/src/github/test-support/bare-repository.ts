import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TreeLine {
  readonly mode: string
  readonly type: string
  readonly sha: string
  readonly path: string
  readonly size?: number | undefined
}

export interface Person {
  readonly name: string
  readonly email: string
  /** RFC 3339. */
  readonly date: string
}

export interface CommitParts {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}

const CLEAN = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  HOME: '/nonexistent',
}

/** A bare repository through the `git` program: what a host of repositories does behind its API. */
export class BareRepository {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** Makes it where it is not yet there. */
  static async open(path: string, defaultBranch: string): Promise<BareRepository> {
    const repository = new BareRepository(path)
    await run(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, path])
    return repository
  }

  async git(args: readonly string[], options: { readonly input?: string | Buffer; readonly index?: string } = {}): Promise<Buffer> {
    return await run(['-C', this.path, '-c', 'gc.auto=0', ...args], options)
  }

  async line(args: readonly string[], input?: string | Buffer): Promise<string> {
    return (await this.git(args, input === undefined ? {} : { input })).toString('utf8').trim()
  }

  /** The id behind a name, peeled to `type`; undefined where there is none. */
  async resolve(name: string, type: 'commit' | 'tree' | 'blob' | 'object' = 'commit'): Promise<string | undefined> {
    return await this.line(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{${type}}`]).catch(() => undefined)
  }

  async tip(branch: string): Promise<string | undefined> {
    return await this.resolve(`refs/heads/${branch}`)
  }

  /** Sets a ref only where it is `old` (40 zeros: not there). */
  async updateRef(ref: string, sha: string, old: string): Promise<boolean> {
    return await this.git(['update-ref', ref, sha, old]).then(
      () => true,
      () => false,
    )
  }

  async isAncestor(older: string, younger: string): Promise<boolean> {
    return await this.git(['merge-base', '--is-ancestor', older, younger]).then(
      () => true,
      () => false,
    )
  }

  async count(range: string): Promise<number> {
    return Number(await this.line(['rev-list', '--count', range]))
  }

  async tree(id: string, recursive: boolean): Promise<TreeLine[]> {
    const text = (await this.git(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), id])).toString('utf8')
    return text
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [facts = '', path = ''] = line.split('\t')
        const [mode = '', type = '', sha = '', size = '-'] = facts.split(/ +/)
        return { mode, type, sha, path, size: size === '-' ? undefined : Number(size) }
      })
  }

  async blob(id: string): Promise<Buffer> {
    return await this.git(['cat-file', 'blob', id])
  }

  async writeBlob(content: string | Buffer): Promise<string> {
    return await this.line(['hash-object', '-w', '--stdin'], content)
  }

  /** Entries in place of, or beside, those of `base`; without an id an entry is taken away. */
  async writeTree(base: string | undefined, entries: readonly { mode: string; sha: string | null; path: string }[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'stand-in-index-'))
    const index = join(folder, 'index')
    try {
      await this.git(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { index })
      const none = `0 ${'0'.repeat(40)}`
      const input = entries.map(({ mode, sha, path }) => `${sha === null ? none : `${mode} ${sha}`}\t${path}\0`).join('')
      await this.git(['update-index', '-z', '--add', '--replace', '--index-info'], { index, input })
      return (await this.git(['write-tree'], { index })).toString('utf8').trim()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async writeCommit({ tree, parents, author, committer, message }: CommitParts): Promise<string> {
    const lines = [
      `tree ${tree}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${signed(author)}`,
      `committer ${signed(committer)}`,
    ]
    return await this.line(['hash-object', '-t', 'commit', '-w', '--stdin'], `${lines.join('\n')}\n\n${message}`)
  }

  async readCommit(id: string): Promise<CommitParts> {
    const text = (await this.git(['cat-file', 'commit', id])).toString('utf8')
    const end = text.indexOf('\n\n')
    const head = text.slice(0, end).split('\n')
    const all = (name: string): string[] => head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
    const [tree = ''] = all('tree')
    const [author = ''] = all('author')
    const [committer = ''] = all('committer')
    return { tree, parents: all('parent'), author: person(author), committer: person(committer), message: text.slice(end + 2) }
  }

  /** A commit of a person upon a branch (made where it is not there): files by path, null takes one away. Gives its id. */
  async commitFiles(branch: string, files: Readonly<Record<string, string | null>>, message: string, by = 'A Person'): Promise<string> {
    const parent = await this.tip(branch)
    const entries = await Promise.all(
      Object.entries(files).map(async ([path, text]) => ({ mode: '100644', path, sha: text === null ? null : await this.writeBlob(text) })),
    )
    const tree = await this.writeTree(parent === undefined ? undefined : `${parent}^{tree}`, entries)
    const who = { name: by, email: 'person@example.com', date: new Date().toISOString() }
    const id = await this.writeCommit({ tree, parents: parent === undefined ? [] : [parent], author: who, committer: who, message })
    await this.git(['update-ref', `refs/heads/${branch}`, id, parent ?? '0'.repeat(40)])
    return id
  }
}

function signed({ name, email, date }: Person): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`
}

function person(line: string): Person {
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line) ?? []
  return { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` }
}

function run(
  args: readonly string[],
  { input, index }: { readonly input?: string | Buffer; readonly index?: string } = {},
): Promise<Buffer> {
  const env = index === undefined ? CLEAN : { ...CLEAN, GIT_INDEX_FILE: index }
  const child = spawn('git', args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => {})
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === 0) resolve(Buffer.concat(out))
    else reject(new Error(`git ${args.slice(2).join(' ')} ended with ${code}: ${Buffer.concat(err).toString('utf8').trim()}`))
  })
  child.stdin.end(input ?? '')
  return promise
}
