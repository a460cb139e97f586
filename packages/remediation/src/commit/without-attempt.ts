import type { FileEdit, RepairAttempt } from '@aks-copilot/contracts'
import type { Run } from '../loop/run.ts'
import type { GitFile } from '../ports.ts'
import { digestOf } from './digest.ts'
import { LinePlaces } from './line-places.ts'
import { spliced } from './spliced.ts'

/**
 * What a revision is without an attempt. there: all its edits are in it; `files` are the texts with these alone taken back. gone: none is, for
 * they were taken back already, or their lines were changed by somebody. stuck: some are, and cannot be taken back, at these places.
 */
export type WithoutAttempt =
  | { readonly kind: 'there'; readonly files: readonly GitFile[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stuck'; readonly places: readonly string[] }

export async function withoutAttempt(
  { ports, signal }: Pick<Run, 'ports' | 'signal'>,
  attempt: RepairAttempt,
  head: string,
): Promise<WithoutAttempt> {
  const files: GitFile[] = []
  const places: string[] = []
  for (const edit of attempt.files) {
    const { file: path } = edit
    const [now] = await ports.git.files(head, path, signal)
    const [old] = await ports.git.files(attempt.base, path, signal)
    const found = now?.path !== path || old?.path !== path ? { left: [] } : takenBack(edit, old.text, now.text)
    if (found.text !== undefined) files.push({ path, text: found.text })
    places.push(...found.left.map((line) => (line === undefined ? path : `${path}:${line}`)))
  }
  if (files.length === attempt.files.length) return { kind: 'there', files }
  return places.length === 0 ? { kind: 'gone' } : { kind: 'stuck', places }
}

/** Whether an attempt that is not in a revision could be made upon it by whoever merges line by line: what others changed is elsewhere. */
export async function fitsUpon({ ports, signal }: Pick<Run, 'ports' | 'signal'>, attempt: RepairAttempt, head: string): Promise<boolean> {
  for (const { file, before, after, edits } of attempt.files) {
    const [now] = await ports.git.files(head, file, signal)
    const [old] = await ports.git.files(attempt.base, file, signal)
    if (now?.path !== file || old?.path !== file || digestOf(old.text) !== before || digestOf(spliced(old.text, edits)) !== after)
      return false
    const places = new LinePlaces(old.text, now.text)
    if (edits.some((edit) => places.moved(edit, 1) === undefined)) return false
  }
  return true
}

interface TakenBack {
  /** The text without the edits; absent where not all of them are there. */
  readonly text?: string
  /** The lines of those that are there, from 1; undefined where that cannot be said. */
  readonly left: readonly (number | undefined)[]
}

function takenBack({ before, after: wanted, edits }: FileEdit, old: string, now: string): TakenBack {
  if (now === old) return { left: [] }
  const after = spliced(old, edits)
  const inverse = inverseOf(old, edits)
  // What does not say itself how it is taken back is left to people.
  if (digestOf(old) !== before || digestOf(after) !== wanted || spliced(after, inverse) !== old) return { left: [undefined] }
  const places = new LinePlaces(after, now)
  const found = inverse.map((edit) => ({ edit, moved: places.moved(edit) }))
  const left = found.flatMap(({ edit, moved }) => (moved === undefined ? (lineLeft(after, now, edit) ?? []) : lineAt(now, moved.at)))
  const moved = found.flatMap((one) => one.moved ?? [])
  return moved.length < inverse.length ? { left } : { left, text: spliced(now, moved) }
}

/** The edits that make of a text with edits what it was before. */
function inverseOf(old: string, edits: FileEdit['edits']): FileEdit['edits'] {
  let shift = 0
  return edits
    .toSorted((left, right) => left.at - right.at)
    .map(({ at, length, text }) => {
      const own = { at: at + shift, length: text.length, text: old.slice(at, at + length) }
      shift += text.length - length
      return own
    })
}

/** The line of an edit whose lines are not what they were, as far as its words still stand somewhere; undefined where they do not. */
function lineLeft(after: string, now: string, { at, length, text: removed }: FileEdit['edits'][number]): number | undefined {
  const written = wordsOf(after.slice(after.lastIndexOf('\n', at - 1) + 1, at + length))
  const [first] = written
  if (first !== undefined)
    return written.every((words) => countOf(now, words) >= countOf(after, words)) ? lineAt(now, now.indexOf(first)) : undefined
  // It only took lines away: these are back, or they are not.
  return wordsOf(removed).every((words) => countOf(now, words) > countOf(after, words)) ? undefined : lineAt(now, at)
}

function wordsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function countOf(text: string, words: string): number {
  return text.split(words).length - 1
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
