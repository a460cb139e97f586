import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished, vi } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/** Whether `script` is there, which gives a program a terminal. */
export const hasPty = spawnSync('script', ['--version']).status === 0

/** A command of the shell on a terminal of its own, until the end of the test. */
export class Pty {
  text = ''
  readonly #child
  readonly #ended

  constructor(command: string, environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: temporaryFolder(),
      env: { ...process.env, NO_COLOR: '1', TERM: 'xterm', ...environment },
    })
    this.#child.stdout.on('data', (piece) => (this.text += String(piece)))
    this.#ended = once(this.#child, 'exit')
    onTestFinished(() => this.close())
  }

  type(keys: string): void {
    this.#child.stdin.write(keys)
  }

  /** The terminal goes away, as when its window is closed. */
  close(): void {
    this.#child.kill('SIGKILL')
  }

  /** Resolves when something new says so. Gives what came since the last call. */
  async shows(what: RegExp): Promise<string> {
    const isShown = (): boolean => {
      if (what.test(this.text)) return true
      if (this.#child.exitCode !== null) throw new Error(`It ended without that: ${this.text}`)
      return false
    }
    await vi.waitUntil(isShown, { timeout: 60_000, interval: 50 })
    const { text } = this
    this.text = ''
    return text
  }

  async end(): Promise<string> {
    await this.#ended
    return this.text
  }
}

/** What `stty -a` tells of a terminal: reading whole lines, echo, signals. */
export function terminalSettings(text: string): readonly string[] {
  return text.match(/-?\b(?:icanon|echo|isig|icrnl|opost|ixon)\b/g) ?? []
}
