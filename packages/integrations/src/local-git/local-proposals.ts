import { CopilotError } from '@aks-copilot/contracts'
import type { GitHost, PullRequest } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import type { GitProgram } from './git-program.ts'

const NONE = '0'.repeat(40)
const PROPOSALS = 'refs/aks-copilot/proposals'
const ISSUES = 'refs/aks-copilot/issues'

const noteSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** Of a proposal. */
  branch: z.string().optional(),
  base: z.string().optional(),
  /** Of an issue. */
  key: z.string().optional(),
  state: z.enum(['open', 'closed']),
  /** The commit that merged it, once its branch was deleted; before that its branch says so. */
  merged: z.string().optional(),
  why: z.string().optional(),
})
type Note = z.infer<typeof noteSchema>

interface Numbered {
  readonly number: number
  readonly blob: string
  readonly note: Note
}

/**
 * A repository without a host has no pull requests: a proposal is the branch, with what is said of it in a note beside (JSON, behind
 * `refs/aks-copilot/…`; `git show` shows it). It counts as merged when its base holds the branch's tip; a squash is not recognised.
 */
export class LocalProposals {
  readonly #git: GitProgram
  readonly #url: string

  constructor(git: GitProgram, url: string) {
    this.#git = git
    this.#url = url
  }

  async find(branch: string, base: string | undefined, signal: AbortSignal | undefined): Promise<PullRequest | undefined> {
    const all = await this.#notes(PROPOSALS, signal)
    const newest = all.findLast(({ note }) => note.branch === branch && (base === undefined || note.base === base))
    return newest === undefined ? undefined : await this.#told(newest, signal)
  }

  async open(request: Parameters<GitHost['openPullRequest']>[0], signal: AbortSignal | undefined): Promise<PullRequest> {
    const there = await this.find(request.branch, request.base, signal)
    if (there !== undefined) return there
    for (const name of [request.branch, request.base])
      if (!(await this.#git.holds(['show-ref', '--verify', '--quiet', `refs/heads/${name}`], { signal })))
        throw new CopilotError({
          code: 'GIT_REFUSED',
          category: 'validation',
          message: `There is no branch ${name} to propose.`,
          remedy: 'Make the branch first.',
        })
    const note: Note = { ...request, state: 'open' }
    return await this.#told(await this.#add(PROPOSALS, note, signal), signal)
  }

  async close(number: number, why: string, signal: AbortSignal | undefined): Promise<void> {
    const found = (await this.#notes(PROPOSALS, signal)).find((one) => one.number === number)
    if (found === undefined || found.note.state === 'closed') return
    if ((await this.#told(found, signal)).state !== 'open') return
    const blob = await this.#write({ ...found.note, state: 'closed', why }, signal)
    // Whoever changed it meanwhile closed it too: nothing else is ever written there.
    await this.#git.run(['update-ref', `${PROPOSALS}/${number}`, blob, found.blob], { signal })
  }

  /** Notes what became of the proposals from a branch that is about to be deleted. */
  async end(branch: string, signal: AbortSignal | undefined): Promise<void> {
    for (const found of await this.#notes(PROPOSALS, signal)) {
      if (found.note.branch !== branch || found.note.state === 'closed') continue
      const { merged } = await this.#told(found, signal)
      const why = merged === undefined ? 'Its branch was deleted.' : undefined
      const blob = await this.#write({ ...found.note, state: 'closed', merged, why }, signal)
      await this.#git.run(['update-ref', `${PROPOSALS}/${found.number}`, blob, found.blob], { signal })
    }
  }

  async issue(
    { key, title, body }: Parameters<GitHost['openIssue']>[0],
    signal: AbortSignal | undefined,
  ): Promise<{ readonly number: number; readonly url: string }> {
    const all = await this.#notes(ISSUES, signal)
    const there = all.find(({ note }) => note.key === key && note.state === 'open')
    const { number } = there ?? (await this.#add(ISSUES, { key, title, body, state: 'open' }, signal))
    return { number, url: `${this.#url}#${ISSUES}/${number}` }
  }

  async #told({ number, note }: Numbered, signal: AbortSignal | undefined): Promise<PullRequest> {
    const url = `${this.#url}#${PROPOSALS}/${number}`
    if (note.merged !== undefined) return { number, url, state: 'merged', merged: note.merged }
    if (note.state === 'closed') return { number, url, state: 'closed' }
    const tip = `refs/heads/${note.branch}`
    const base = `refs/heads/${note.base}`
    const both = await this.#git.run(['merge-base', '--is-ancestor', tip, base], { signal })
    if (both.code !== 0) return { number, url, state: 'open' }
    const path = await this.#git.line(['rev-list', '--first-parent', '--ancestry-path', `${tip}..${base}`], { signal })
    // Nothing between them: the base was moved forward to the tip itself.
    const merged = path.split('\n').at(-1) || (await this.#git.line(['rev-parse', tip], { signal }))
    return { number, url, state: 'merged', merged }
  }

  async #notes(folder: string, signal: AbortSignal | undefined): Promise<Numbered[]> {
    const text = await this.#git.text(['for-each-ref', '--format=%(refname) %(objectname)', folder], { signal })
    const notes: Numbered[] = []
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const [ref = '', blob = ''] = line.split(' ')
      const parsed = noteSchema.safeParse(asJson(await this.#git.text(['cat-file', 'blob', blob], { signal })))
      if (parsed.success) notes.push({ number: Number(ref.slice(folder.length + 1)), blob, note: parsed.data })
    }
    return notes.toSorted((left, right) => left.number - right.number)
  }

  /** The first number that nobody has; two at once cannot get the same. */
  async #add(folder: string, note: Note, signal: AbortSignal | undefined): Promise<Numbered> {
    const blob = await this.#write(note, signal)
    const last = (await this.#notes(folder, signal)).at(-1)?.number ?? 0
    for (let number = last + 1; number <= last + 20; number += 1) {
      const { code } = await this.#git.run(['update-ref', `${folder}/${number}`, blob, NONE], { signal })
      if (code === 0) return { number, blob, note }
    }
    throw new CopilotError({
      code: 'GIT_FAILED',
      category: 'transient',
      message: `No note could be written below ${folder}.`,
      remedy: 'Check that the repository may be written, and that its disk is not full.',
    })
  }

  async #write(note: Note, signal: AbortSignal | undefined): Promise<string> {
    const input = `${JSON.stringify(note, undefined, 2)}\n`
    return await this.#git.line(['hash-object', '-w', '--stdin'], { input, signal })
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
