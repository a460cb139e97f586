import type { Violation } from '@aks-copilot/contracts'
import { codeBlock, diffHunks, type FixedFile, fileText, inspectManifests, readBundle } from '@aks-copilot/manifests'
import type { Look } from './look.ts'
import { blobOf, type ChangedFile, isShown, shownRanges } from './pull-diff.ts'

/** A change of whole lines that is right by itself. */
export interface Suggestion {
  readonly path: string
  /** Lines of the file that it replaces, the last included. */
  readonly first: number
  readonly last: number
  readonly lines: readonly string[]
  /** What is mended when this alone is taken; each has its certificate. */
  readonly mends: readonly Violation[]
}

/** A change that cannot be suggested on its lines, and why. */
export interface LeftOut {
  readonly path: string
  readonly line: number
  readonly why: string
  readonly diff: readonly string[]
}

export interface Suggestions {
  readonly made: readonly Suggestion[]
  readonly leftOut: readonly LeftOut[]
}

/** More than these in one review nobody reads. */
const MOST_SUGGESTIONS = 30
/** Each candidate is judged by two looks at all manifests. */
const MOST_MILLISECONDS = 30_000

type Hunk = NonNullable<ReturnType<typeof diffHunks>>[number]

/**
 * Cuts the fixes into suggestions. One is made where its lines are in the diff of the pull request, the file is the one of the head, and
 * the change is proven to stand alone: taken by itself it mends the very violations that are left when all others are taken but not it,
 * and brings no new one. So nobody can take half of a fix.
 */
export function makeSuggestions(
  look: Look,
  changed: readonly ChangedFile[],
  bytesOf: (path: string) => Uint8Array | undefined,
): Suggestions {
  const made: Suggestion[] = []
  const leftOut: LeftOut[] = []
  const judge = new Judge(look)
  const until = performance.now() + MOST_MILLISECONDS
  for (const file of look.fixed) {
    const hunks = diffHunks(file, 0)
    if (hunks === undefined) {
      leftOut.push({ path: file.path, line: 1, why: 'almost every line changes', diff: [] })
      continue
    }
    const why = reasonAgainst(
      file,
      changed.find(({ path }) => path === file.path),
      bytesOf(file.path),
    )
    const ranges = shownRanges(changed.find(({ path }) => path === file.path)?.patch ?? '')
    for (const hunk of hunks) {
      const place = placeOf(file, hunk)
      const leave = (reason: string): void => void leftOut.push({ path: file.path, line: place.first, why: reason, diff: diffOf(hunk) })
      if (why !== undefined) leave(why)
      else if (!isShown(ranges, place.first, place.last)) leave('the lines are not in the diff')
      else if (!isExact(place.lines)) leave('the lines hold characters that a comment does not carry')
      else if (made.length >= MOST_SUGGESTIONS || performance.now() > until) leave('there are too many to suggest')
      else {
        const mends = judge.alone(file, hunk)
        if (mends === undefined) leave('it is part of a fix with several places')
        else made.push({ path: file.path, ...place, mends })
      }
    }
  }
  return { made, leftOut }
}

function reasonAgainst(file: FixedFile, changed: ChangedFile | undefined, bytes: Uint8Array | undefined): string | undefined {
  if (changed === undefined) return 'the pull request does not change the file'
  if (changed.patch === undefined) return 'GitHub does not show the diff of the file'
  // A suggestion that is taken in the browser may end lines in another way than the file does.
  if (file.before.includes('\r')) return 'the file ends its lines with CRLF'
  if (bytes === undefined || changed.blob !== blobOf(bytes))
    return 'the checkout has another version of the file than the head of the pull request'
  return undefined
}

/** The lines that a hunk replaces; what is only added goes with the line before it, or with the first. */
function placeOf(file: FixedFile, hunk: Hunk): Pick<Suggestion, 'first' | 'last' | 'lines'> {
  const added = hunk.lines.filter(({ sign }) => sign === '+').map(({ text }) => text)
  if (hunk.oldLines > 0) return { first: hunk.oldStart, last: hunk.oldStart + hunk.oldLines - 1, lines: added }
  const lines = file.before.split('\n')
  const before = hunk.oldStart - 1
  const anchor = Math.max(1, before)
  const kept = lines[anchor - 1] ?? ''
  return { first: anchor, last: anchor, lines: before === 0 ? [...added, kept] : [kept, ...added] }
}

function diffOf(hunk: Hunk): string[] {
  const { oldStart, oldLines, newStart, newLines, lines } = hunk
  return [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines.map(({ sign, text }) => sign + text)]
}

/** Whether a block shows these lines as they are. */
function isExact(lines: readonly string[]): boolean {
  return codeBlock('suggestion', lines).split('\n').slice(1, -1).join('\n') === lines.join('\n')
}

/** Looks at the manifests with some of the changes taken. */
class Judge {
  readonly #look: Look
  readonly #found: ReadonlyMap<string, Violation>
  readonly #mended: ReadonlySet<string>

  constructor(look: Look) {
    this.#look = look
    this.#found = new Map(look.report.violations.map((one) => [keyOf(one), one]))
    const after = this.#keysWith(new Map(look.fixed.map(({ path, after }) => [path, after])))
    this.#mended = new Set([...this.#found.keys()].filter((key) => !after.has(key)))
  }

  /** What the hunk mends by itself; undefined where it does not stand alone, or one of them has no certificate that all gates passed. */
  alone(file: FixedFile, hunk: Hunk): readonly Violation[] | undefined {
    const taken = this.#keysWith(new Map([[file.path, withHunks(file, (one) => one === hunk.oldStart)]]))
    if ([...taken].some((key) => !this.#found.has(key))) return undefined
    const others = new Map(this.#look.fixed.map(({ path, after }) => [path, after]))
    others.set(
      file.path,
      withHunks(file, (one) => one !== hunk.oldStart),
    )
    const without = this.#keysWith(others)
    const gone = [...this.#mended].filter((key) => !taken.has(key))
    const needed = [...this.#mended].filter((key) => without.has(key))
    if (gone.length === 0 || gone.length !== needed.length || !gone.every((key) => without.has(key))) return undefined
    const mends = gone.flatMap((key) => this.#found.get(key) ?? [])
    return mends.every(isCertified) ? mends : undefined
  }

  #keysWith(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
    const { bundle, options } = this.#look.inspection
    const files = bundle.files.map((file) => ({ path: file.path, origin: file.origin, text: texts.get(file.path) ?? fileText(file) }))
    const { violations, skipped } = inspectManifests(readBundle(files, bundle.skipped), options)
    return new Set([...violations.map(keyOf), ...skipped.slice(bundle.skipped.length).map(({ what, why }) => `skipped ${what} ${why}`)])
  }
}

/** The text of a file with some of its changes, chosen by the line at which they begin. */
function withHunks(file: FixedFile, takes: (oldStart: number) => boolean): string {
  const before = file.before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const after = file.after.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const parts: string[] = []
  let at = 0
  for (const { oldStart, oldLines, newStart, newLines } of diffHunks(file, 0) ?? []) {
    parts.push(...before.slice(at, oldStart - 1))
    parts.push(
      ...(takes(oldStart) ? after.slice(newStart - 1, newStart - 1 + newLines) : before.slice(oldStart - 1, oldStart - 1 + oldLines)),
    )
    at = oldStart - 1 + oldLines
  }
  return [...parts, ...before.slice(at)].join('')
}

function isCertified({ fix }: Violation): boolean {
  return fix.certificate !== undefined && fix.certificate.gates.length > 0 && fix.certificate.gates.every(({ pass }) => pass)
}

/** What a violation is called in two looks: lines move. */
function keyOf({ ruleId, file, path, message, object }: Violation): string {
  return JSON.stringify([ruleId, file, object.kind, object.namespace, object.name, path, message])
}
