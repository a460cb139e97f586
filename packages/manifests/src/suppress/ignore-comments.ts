import { type Ignore, readIgnores } from './ignore-entries.ts'

/** What a comment allows, and on which line of the file. */
export interface LineIgnore extends Ignore {
  readonly line: number
  /** True when the comment stands on a line of its own above that line. */
  readonly above: boolean
}

export interface CommentProblem {
  readonly why: string
  readonly line: number
}

const COMMENT = /(^|\s)#\s*aks-copilot-ignore\b:?\s*(.*?)\s*$/

/** The comments `# aks-copilot-ignore rule-id: reason` of a text whose first line has the number `first` in its file. */
export function ignoreComments(
  text: string,
  first: number,
  ruleIds: readonly string[],
): { ignores: LineIgnore[]; problems: CommentProblem[] } {
  const ignores: LineIgnore[] = []
  const problems: CommentProblem[] = []
  const lines = text.split(/\r?\n/)
  for (const [index, content] of lines.entries()) {
    const match = COMMENT.exec(content)
    if (match === null) continue
    const above = /^\uFEFF?\s*$/.test(content.slice(0, match.index))
    const line = first + (above ? nextContent(lines, index + 1) : index)
    const read = readIgnores(match[2] ?? '', ruleIds)
    ignores.push(...read.ignores.map((ignore) => ({ ...ignore, line, above })))
    problems.push(...read.problems.map((problem) => ({ why: `the comment \`aks-copilot-ignore\` ${problem}`, line: first + index })))
  }
  return { ignores, problems }
}

/** The next line that is more than a comment, a blank or the mark of a document. */
function nextContent(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, index) => index >= from && !/^\s*(#.*)?$|^---\s*(#.*)?$/.test(line))
  return found < 0 ? lines.length - 1 : found
}
