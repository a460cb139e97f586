import type { LogLine, LogStream, Time } from '../context/records.ts'
import { type JoinedLines, LineJoiner, tellingLines } from './join-lines.ts'
import { type Level, levelOf, namedLevel } from './log-level.ts'
import { LineMasker } from '../mask/mask-secrets.ts'
import { TemplateMiner } from './mine-templates.ts'
import { readJsonLine } from './read-structure.ts'

export interface MinerLimits {
  /** Records held; older ones survive in templates only. */
  readonly mostLines: number
  /** Characters held in records. */
  readonly mostText: number
  readonly mostTemplates: number
}

const DEFAULT_LIMITS: MinerLimits = { mostLines: 500, mostText: 128 * 1024, mostTemplates: 300 }

/** A record is cut here; a trace that long has said what it has to say. */
const MOST_RECORD = 6_000
/** One line is cut here before anything looks at it. */
const MOST_RAW = 16_384
/** After so long, an open record gets no more lines. */
const SETTLED = 1_500

const ESCAPE = String.fromCodePoint(27)
/** Colours, and other control characters. */
const TERMINAL = new RegExp(String.raw`${ESCAPE}\[[\d;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]`, 'g')

/** Takes in the log of one container line by line, within bounded memory: masked, joined to records, with level and template. */
export class LogMiner {
  readonly #of: Pick<LogStream, 'pod' | 'container' | 'previous'>
  readonly #limits: MinerLimits
  readonly #masker = new LineMasker()
  readonly #joiner = new LineJoiner()
  readonly #templates: TemplateMiner
  #lines: LogLine[] = []
  #held = 0
  #next = 0
  #dropped = 0
  #lastAt: Time | undefined
  #stream: LogStream | undefined

  constructor(of: Pick<LogStream, 'pod' | 'container' | 'previous'>, limits: MinerLimits = DEFAULT_LIMITS) {
    this.#of = of
    this.#limits = limits
    this.#templates = new TemplateMiner(limits.mostTemplates)
  }

  /** When the last line was written that came in. */
  get lastAt(): Time | undefined {
    return this.#lastAt
  }

  /** One line as the API returns it with `timestamps=true`. Returns when it was written, undefined where the line does not tell. */
  push(raw: string): Time | undefined {
    const space = raw.indexOf(' ')
    const at = Date.parse(space < 0 ? raw : raw.slice(0, space))
    // Not of the container: the kubelet's own words in place of a log.
    if (Number.isNaN(at)) return undefined
    this.#lastAt = at
    const text = this.#masker.mask(clean(space < 0 ? '' : raw.slice(space + 1, space + 1 + MOST_RAW)))
    const closed = text === undefined ? undefined : this.#joiner.push({ at, text })
    if (closed !== undefined) this.#keep(closed)
    return at
  }

  /** What is known so far. `now`: a record that may still get lines is left out; without it, it is closed. */
  stream(now?: Time): LogStream {
    const { pending } = this.#joiner
    if (pending !== undefined && (now === undefined || now - pending.lastAt > SETTLED)) {
      const closed = this.#joiner.flush()
      if (closed !== undefined) this.#keep(closed)
    }
    this.#stream ??= { ...this.#of, lines: [...this.#lines], templates: this.#templates.templates(), dropped: this.#dropped }
    return this.#stream
  }

  /** Lines that were not read at all, because of a budget. */
  skip(lines: number): void {
    this.#dropped += lines
    this.#stream = undefined
  }

  #keep(record: JoinedLines): void {
    const { text, level, telling } = readRecord(record)
    if (text === '') return
    const template = this.#templates.add(telling, level, record.at)
    const clipped = text.length > MOST_RECORD ? `${text.slice(0, MOST_RECORD - 1)}…` : text
    this.#lines.push({ id: this.#next, at: record.at, text: clipped, level, template })
    this.#next += 1
    this.#held += clipped.length
    this.#stream = undefined
    if (this.#lines.length > this.#limits.mostLines || this.#held > this.#limits.mostText) this.#forget()
  }

  /** Drops a quarter at once: dropping one by one moves the whole list each time. */
  #forget(): void {
    let count = 0
    const { mostLines, mostText } = this.#limits
    while (count < this.#lines.length - 1 && (this.#lines.length - count > mostLines * 0.75 || this.#held > mostText * 0.75)) {
      this.#held -= this.#lines[count]?.text.length ?? 0
      count += 1
    }
    this.#lines = this.#lines.slice(count)
    this.#dropped += count
  }
}

function clean(text: string): string {
  return text.replace(TERMINAL, '').trimEnd()
}

function readRecord(record: JoinedLines): { text: string; level: Level; telling: string } {
  const [first = ''] = record.lines
  const structured = record.lines.length === 1 ? readJsonLine(first) : undefined
  if (structured !== undefined) {
    const said = structured.level === undefined ? undefined : namedLevel(structured.level)
    const telling = tellingLines({ lines: structured.text.split('\n') })
    return { text: structured.text, level: said ?? levelOf(telling), telling }
  }
  const lines = trimmed(record.lines)
  const telling = tellingLines({ lines })
  return { text: lines.join('\n'), level: levelOf(lines[0] ?? '') ?? (lines.length > 1 ? levelOf(telling) : undefined), telling }
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return lines.slice(0, last + 1)
}
