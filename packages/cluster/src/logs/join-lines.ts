import type { Time } from '../context/records.ts'

/** One line as the API gives it, masked. */
export interface RawLine {
  readonly at: Time
  readonly text: string
}

/** Lines that belong together: a stack trace, a message over several lines. */
export interface JoinedLines {
  readonly at: Time
  readonly lastAt: Time
  readonly lines: readonly string[]
}

/** Lines of one trace are written at once; a pause ends a record. */
const LONGEST_PAUSE = 1_500
/** Goroutine dumps have thousands of lines: what comes later is counted by nobody and missed by nobody. */
const MOST_LINES = 120
/** So many letters of one record are held while it is open. */
const MOST_LETTERS = 32 * 1024

const INDENTED = /^(?:\s+\S|\s*$)/
/** Words that no record begins with. */
const CONTINUES =
  /^(?:Caused by: |Suppressed: |Wrapped by: |\.\.\. \d+ (?:more|common frames)|--- End of |---> |During handling of the above exception|The above exception was the direct cause|note: run with `RUST_BACKTRACE|note: Some details are omitted|stack backtrace:|[)\]}]+[,;]?$|Node\.js v\d|goroutine \d+ [[(]|created by |exit status \d+$|\[signal |rax\s+0x|npm (?:error|ERR!) )/
/** The first line of an exception, without time or level before it: it follows the line of the logger that tells of it. */
const EXCEPTION =
  /^(?:(?:[a-z_$][\w$]*\.){1,12}[A-Z][\w$]*(?:Exception|Error|Throwable|Failure)\b|(?:[A-Z]\w*)?(?:Error|Exception)\b(?: \[\w+\])?:|Traceback \(most recent call last\):)/
const GO_START = /^(?:panic: |fatal error: |runtime: |SIGQUIT: |http: panic serving)/
const GO_FRAME = /^(?:[\w./*()[\]{}~-]+\.[\w.()*[\]{}-]+\(.*\)|main\.\w+|runtime\.)|^panic: |^\[recovered\]|^\t/
const PYTHON_END = /^(?:[\w.]+\.)?\w+(?::\s|$)/
const NODE_SOURCE = /^(?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^\s]+\.[cm]?[jt]sx?:\d+$/
const RUST_START = /^thread '.{1,80}' (?:\(\d+\) )?panicked at [^:]+:\d+:\d+:$/
/** A line that a logger wrote: it opens a record, whatever went before. */
const LOGGED =
  /^(?:\{"|\d{4}[-/]\d\d[-/]\d\d|\[?\d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:|time=|level=|ts=|\[\w+\]|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b|(?:info|warn|fail|dbug|trce|crit): )/

type Mode = 'plain' | 'go' | 'python' | 'node' | 'rust'

/** Joins lines to records as they come. `push` returns the record that a line closed; `flush` the open one. */
export class LineJoiner {
  #open: { at: Time; lastAt: Time; lines: string[] } | undefined
  #letters = 0
  #mode: Mode = 'plain'

  push({ at, text }: RawLine): JoinedLines | undefined {
    const open = this.#open
    if (open !== undefined && at - open.lastAt <= LONGEST_PAUSE && this.#continues(open.lines, text)) {
      open.lastAt = at
      this.#letters += text.length
      if (open.lines.length < MOST_LINES && this.#letters <= MOST_LETTERS) open.lines.push(text)
      return undefined
    }
    this.#letters = text.length
    this.#open = text.trim() === '' ? undefined : { at, lastAt: at, lines: [text] }
    this.#mode = modeOf(text)
    return open
  }

  /** The record that is still open, which stays open: what a reader sees of a stream that goes on. */
  get pending(): JoinedLines | undefined {
    return this.#open
  }

  flush(): JoinedLines | undefined {
    const open = this.#open
    this.#open = undefined
    return open
  }

  #continues(lines: readonly string[], text: string): boolean {
    if (INDENTED.test(text) || CONTINUES.test(text)) return true
    if (LOGGED.test(text)) return false
    const last = lines.at(-1) ?? ''
    if (EXCEPTION.test(text)) return this.#followsItsLogger(lines, last, text)
    switch (this.#mode) {
      case 'go':
        return GO_FRAME.test(text)
      case 'python':
        // The frames are indented, and the exception that ends them is not.
        return /^\s/.test(last) && PYTHON_END.test(text)
      case 'node':
        return last.trim() === '' || /^\s*\^+$/.test(last)
      case 'rust':
        return lines.length === 1
      case 'plain':
        return false
    }
  }

  /** An exception after the line that announces it; an exception after an exception is another one, unless a trace goes on. */
  #followsItsLogger(lines: readonly string[], last: string, text: string): boolean {
    if (text.startsWith('Traceback')) {
      this.#mode = 'python'
      return last.trim() === '' ? lines.some((line) => CONTINUES.test(line)) || isAnnouncement(lines[0] ?? '') : isAnnouncement(last)
    }
    if (this.#mode === 'python') return /^\s/.test(last)
    if (this.#mode === 'node') return true
    return lines.length === 1 && isAnnouncement(last)
  }
}

function isAnnouncement(line: string): boolean {
  return LOGGED.test(line) && /error|fatal|severe|critical|exception|fail|warn/i.test(line)
}

function modeOf(text: string): Mode {
  if (GO_START.test(text)) return 'go'
  if (text.startsWith('Traceback')) return 'python'
  if (NODE_SOURCE.test(text)) return 'node'
  return RUST_START.test(text) ? 'rust' : 'plain'
}

/** The lines of a record that say what happened: its first line, and of a trace the exception at its end or its root. */
export function tellingLines({ lines }: Pick<JoinedLines, 'lines'>): string {
  const [first = ''] = lines
  if (lines.length === 1) return first
  const root = lines.findLast((line) => /^\s*Caused by: /.test(line))
  const python =
    first.startsWith('Traceback') || lines.some((line) => line.startsWith('Traceback'))
      ? lines.findLast((line) => /^\S/.test(line) && !line.startsWith('Traceback'))
      : undefined
  const thrown = lines.slice(1).find((line) => EXCEPTION.test(line) && !line.startsWith('Traceback'))
  const second =
    NODE_SOURCE.test(first) || RUST_START.test(first) || /^\s*(?:fail|crit|warn|info): \S+\[\d+\]$/.test(first)
      ? lines[1]?.trim()
      : undefined
  const more = root?.trim() ?? python ?? thrown ?? second
  if (more === undefined || more === first) return first
  return first.startsWith('Traceback') || NODE_SOURCE.test(first) ? more : `${first} ${more}`
}
