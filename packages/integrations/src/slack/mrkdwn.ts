/** Slack reads these three as its own; nothing else in a text can make a mention, a command or a link. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const FENCE = /(```[\s\S]*?```)/
const CODE = /(`[^`\n]+`)/
const LINK = /\[([^[\]\n]{1,300})\]\((https?:\/\/[^\s()<>|]{1,2000})\)/g

/**
 * Markdown of the plain kind (bold, code, lists, links) as Slack's own: `**bold**` becomes `*bold*`, `- item` a bullet, `[text](url)` the text
 * with the address beside it: a stranger's text may look like a link, and must not hide where it leads. What is code stays as it is. Everything that Slack would take for a mention or a command is shown as text.
 */
export function mrkdwn(markdown: string): string {
  return splitBy(markdown, FENCE)
    .map(({ text, matched }) => (matched ? escaped(text) : inline(text)))
    .join('')
}

function inline(markdown: string): string {
  return splitBy(markdown, CODE)
    .map(({ text, matched }) => (matched ? escaped(text) : prose(text)))
    .join('')
}

function prose(markdown: string): string {
  return escaped(markdown)
    .replaceAll(LINK, (_, text: string, url: string) => `${text} (<${url}>)`)
    .replaceAll(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replaceAll(/^([ \t]*)[-*] /gm, '$1• ')
    .replaceAll(/\\([\\*_`[\]~])/g, '$1')
}

function splitBy(text: string, pattern: RegExp): { readonly text: string; readonly matched: boolean }[] {
  // With one group in the pattern, every second part is a match.
  return text.split(pattern).map((part, index) => ({ text: part, matched: index % 2 === 1 }))
}

/** At most so many UTF-16 units, with a sign that there was more; never half a character. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** Pieces of at most `most` units, cut at the ends of lines where there are any, never inside of `&amp;` or a link. */
export function pieces(text: string, most: number): string[] {
  const all: string[] = []
  let rest = text
  while (rest.length > most) {
    const line = rest.lastIndexOf('\n', most)
    const at = line > most / 4 ? line : safeCut(rest, most)
    all.push(rest.slice(0, at))
    rest = rest.slice(rest[at] === '\n' ? at + 1 : at)
  }
  return [...all, rest].filter((piece) => piece.trim() !== '')
}

function safeCut(text: string, most: number): number {
  const head = text.slice(0, most)
  const link = head.lastIndexOf('<')
  if (link > 0 && head.indexOf('>', link) === -1) return link
  const entity = head.lastIndexOf('&')
  if (entity > 0 && most - entity < 5 && !head.slice(entity).includes(';')) return entity
  return /[\uD800-\uDBFF]$/.test(head) ? most - 1 : most
}
