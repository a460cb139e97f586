import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type Files = Readonly<Record<string, string>>

/** A repository with the two commits of a pull request, and the checkout of its head. */
export class PullRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'aks-action-'))
  readonly base: string
  readonly head: string

  constructor(base: Files, head: Files, renamed: Readonly<Record<string, string>> = {}) {
    this.git('init', '-q', '-b', 'main')
    this.#write(base)
    this.base = this.#commit('base')
    this.git('checkout', '-q', '-b', 'topic')
    for (const [from, to] of Object.entries(renamed)) {
      mkdirSync(dirname(join(this.folder, to)), { recursive: true })
      this.git('mv', from, to)
    }
    this.#write(head)
    this.head = this.#commit('head')
  }

  git(...args: string[]): string {
    const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'core.autocrlf=false']
    return execFileSync('git', [...own, ...args], { cwd: this.folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  }

  /** What GitHub lists: paths, states, ids of the contents, and the hunks as git cuts them. */
  changedFiles(): { filename: string; status: string; sha: string; patch?: string }[] {
    const range = `${this.base}..${this.head}`
    const lines = this.git('diff', '--raw', '--no-abbrev', '-M', range).trimEnd().split('\n')
    return lines.map((line) => {
      const [mode = '', ...paths] = line.split('\t')
      const [, , , sha = '', letter = ''] = mode.split(' ')
      const filename = paths.at(-1) ?? ''
      const status = { A: 'added', D: 'removed', M: 'modified', R: 'renamed' }[letter.charAt(0)] ?? 'changed'
      const diff = this.git('diff', '-M', range, '--', ...paths)
      const at = diff.search(/^@@/m)
      return { filename, status, sha, ...(at < 0 ? {} : { patch: diff.slice(at).replace(/\n$/, '') }) }
    })
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      writeFileSync(join(this.folder, path), text)
    }
  }

  #commit(message: string): string {
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD').trim()
  }
}
