/** The most characters of a stranger's text that a message quotes. */
const MOST_QUOTED = 300

// What a log or an event says may hold them.
// oxlint-disable-next-line no-control-regex -- a stranger's text may hold them
const CONTROL = /[\u0000-\u001F\u007F\u0080-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/g

/** A stranger's text on one line, bounded, without what could steer a terminal, a reader of Markdown or a mention. */
export function quoted(text: string): string {
  const line = text.replaceAll(CONTROL, ' ').replaceAll('`', "'").trim()
  return line.length <= MOST_QUOTED ? line : `${line.slice(0, MOST_QUOTED)}…`
}

/** The same as Markdown code, in which nothing is a link, an image or a mention. */
export function asCode(text: string): string {
  return `\`${quoted(text)}\``
}
