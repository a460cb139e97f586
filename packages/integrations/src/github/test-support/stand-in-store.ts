import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface StoredComment {
  readonly id: number
  readonly body: string
  readonly user: string
}

export interface StoredPull {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly head: string
  readonly base: string
  readonly user: string
  readonly createdAt: string
  state: 'open' | 'closed'
  /** The head as it was when it was merged or closed. */
  headSha?: string
  mergedAt?: string
  mergeSha?: string
}

export interface StoredIssue {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly user: string
  state: 'open' | 'closed'
}

export interface StoredCheck {
  readonly id: number
  readonly headSha: string
  fields: Readonly<Record<string, unknown>>
}

export interface StoredTalk {
  last: number
  readonly pulls: StoredPull[]
  readonly issues: StoredIssue[]
  readonly comments: Record<string, StoredComment[]>
  readonly checks: StoredCheck[]
}

/** Pull requests, issues, comments and check runs, in a file beside the refs: they outlive the stand-in. */
export class StandInStore {
  readonly #file: string
  readonly talk: StoredTalk

  constructor(folder: string) {
    this.#file = join(folder, 'stand-in.json')
    this.talk = read(this.#file) ?? { last: 0, pulls: [], issues: [], comments: {}, checks: [] }
  }

  next(): number {
    this.talk.last += 1
    return this.talk.last
  }

  /** Whole or not at all, also when the process is killed. */
  save(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.talk, undefined, 1))
    renameSync(`${this.#file}.new`, this.#file)
  }
}

function read(file: string): StoredTalk | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoredTalk
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
