import type { LogLine, LogStream, LogTemplate, Time } from './records.ts'
import { sizeOfText } from './size-of.ts'

interface Stream {
  readonly pod: LogStream['pod']
  readonly container: string
  readonly previous: boolean
  lines: LogLine[]
  templates: Map<number, LogTemplate>
  dropped: number
  bytes: number
  /** What was last given out; undefined after a write. */
  view: LogStream | undefined
}

const STREAM_BYTES = 500
const LINE_BYTES = 96
const TEMPLATE_BYTES = 160
const MINUTE_BYTES = 80
const MOST_LINES = 1000
const MOST_STREAM_BYTES = 512 * 1024

/** The newest lines of containers' logs, and templates of all that came. */
export class LogBuffer {
  bytes = 0
  readonly #streams = new Map<string, Stream>()

  /**
   * Takes in what came of a stream. Lines that are known (by `id`) are not taken twice; templates replace those of the same id; a stream
   * whose ids begin anew at a later time has begun anew.
   */
  put(stream: LogStream): void {
    const key = keyOf(stream.pod.uid, stream.container, stream.previous)
    let held = this.#streams.get(key)
    if (held !== undefined && hasBegunAnew(held, stream)) {
      this.#drop(key, held)
      held = undefined
    }
    if (held === undefined) {
      const { pod, container, previous } = stream
      held = { pod, container, previous, lines: [], templates: new Map(), dropped: 0, bytes: STREAM_BYTES, view: undefined }
      this.#streams.set(key, held)
      this.bytes += STREAM_BYTES
    }
    this.#append(held, stream)
  }

  #append(held: Stream, { lines, templates, dropped }: LogStream): void {
    const last = held.lines.at(-1)?.id ?? -1
    const fresh = last < 0 ? lines : lines.filter(({ id }) => id > last)
    for (const line of fresh) this.#count(held, lineBytes(line))
    for (const template of templates) {
      const known = held.templates.get(template.id)
      this.#count(held, templateBytes(template) - (known === undefined ? 0 : templateBytes(known)))
      held.templates.set(template.id, template)
    }
    held.lines.push(...fresh)
    held.dropped = Math.max(held.dropped, dropped)
    held.view = undefined
    let excess = held.lines.length - MOST_LINES
    for (let spare = held.bytes - MOST_STREAM_BYTES, index = 0; spare > 0 && index < held.lines.length; index++) {
      spare -= lineBytes(held.lines[index])
      excess = Math.max(excess, index + 1)
    }
    if (excess > 0) this.#cut(held, excess)
  }

  #count(held: Stream, bytes: number): void {
    held.bytes += bytes
    this.bytes += bytes
  }

  #cut(held: Stream, count: number): void {
    const gone = held.lines.slice(0, count)
    held.lines = held.lines.slice(count)
    held.dropped += gone.length
    held.view = undefined
    for (const line of gone) this.#count(held, -lineBytes(line))
  }

  #drop(key: string, held: Stream): void {
    this.bytes -= held.bytes
    this.#streams.delete(key)
  }

  /** Every stream as it stands. What is given out never changes later. */
  streams(): LogStream[] {
    return [...this.#streams.values()].map((held) => (held.view ??= viewOf(held)))
  }

  /** Streams as they were at a time. */
  at(time: Time): LogStream[] {
    return this.streams().flatMap((stream) => {
      const lines = stream.lines.filter((line) => line.at <= time)
      const templates = templatesAt(stream.templates, time)
      return lines.length + templates.length === 0 ? [] : [{ ...stream, lines, templates }]
    })
  }

  /** Forgets lines before a time, and streams that have nothing later. Returns how many lines went. */
  forgetBefore(time: Time, mayGo: (stream: LogStream) => boolean = () => true): number {
    let count = 0
    for (const [key, held] of this.#streams) {
      if (!mayGo(held.view ?? viewOf(held))) continue
      const index = held.lines.findIndex(({ at }) => at >= time)
      const gone = index < 0 ? held.lines.length : index
      if (gone > 0) this.#cut(held, gone)
      count += gone
      for (const [id, template] of held.templates) {
        if (template.lastAt >= time) continue
        held.templates.delete(id)
        held.view = undefined
        this.#count(held, -templateBytes(template))
      }
      if (held.lines.length === 0 && held.templates.size === 0) this.#drop(key, held)
    }
    return count
  }
}

function viewOf({ pod, container, previous, lines, templates, dropped }: Stream): LogStream {
  return { pod, container, previous, lines: [...lines], templates: [...templates.values()], dropped }
}

function hasBegunAnew(held: Stream, stream: LogStream): boolean {
  const [known, first] = [held.lines.at(-1), stream.lines[0]]
  return known !== undefined && first !== undefined && first.id <= known.id && first.at > known.at
}

function keyOf(uid: string, container: string, previous: boolean): string {
  return `${uid}/${container}/${previous ? 'previous' : ''}`
}

function lineBytes(line: LogLine | undefined): number {
  return line === undefined ? 0 : LINE_BYTES + sizeOfText(line.text)
}

function templateBytes({ pattern, minutes }: LogTemplate): number {
  return TEMPLATE_BYTES + sizeOfText(pattern) + MINUTE_BYTES * (minutes?.length ?? 0)
}

/** Templates as far as they were known at a time. How often each came by then is known by its minutes, where it has them. */
export function templatesAt(templates: readonly LogTemplate[], time: Time): LogTemplate[] {
  return templates
    .filter(({ firstAt }) => firstAt <= time)
    .map((template) => {
      if (template.lastAt <= time || template.minutes === undefined) return template
      const minutes = template.minutes.filter(([minute]) => minute <= time)
      return {
        ...template,
        minutes,
        count: minutes.reduce((sum, [, count]) => sum + count, 0),
        lastAt: Math.max(template.firstAt, minutes.at(-1)?.[0] ?? 0),
      }
    })
}
