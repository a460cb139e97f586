import { ownPullLinks } from '../trust/own-link.ts'

/** The most characters of a stranger's text that a message quotes. */
const MOST_QUOTED = 300

/** Control and format characters (those that turn the direction of text, or are not seen), and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu
/** A space of no width: people do not see it, and it keeps apart what together would do something. */
const APART = '\u200B'

/**
 * A stranger's text on one line, bounded, as prose: nothing of it becomes a link, an image, a tag, a mention, a reference that closes an
 * issue, or a word that stops a pipeline, neither in Markdown nor in the message of a commit.
 */
export function quoted(text: string): string {
  return harmless(onOneLine(text))
}

/** The same, in which addresses of pull requests of our own repository stay what they are: people follow and copy them. */
export function quotedWithLinks(text: string, repository: string): string {
  const line = onOneLine(text)
  const links = new Set(ownPullLinks(line, repository))
  const words = line.split(/(\s+)/)
  return words.map((word) => (links.has(word.replace(/[.,;:]$/, '')) ? word : harmless(word))).join('')
}

function harmless(line: string): string {
  return line
    .replaceAll(/(?<!\w)@(?=\w)|(?<=\w)@(?=[\w-]+\.)|#(?=\d)|\[|<|\bGH-(?=\d)|\bwww(?=\.)|:(?=\/\/)|NO_(?=CI)/gi, (found) => found + APART)
    .replaceAll(/\](?=[([:])/g, `]${APART}`)
}

/** The same as Markdown code, in which nothing is a link, an image or a mention. */
export function asCode(text: string): string {
  return `\`${onOneLine(text) || ' '}\``
}

/** The same without any of that: for a reader to whom marks mean nothing. */
export function onOneLine(text: string): string {
  const line = text.replaceAll(UNSEEN, ' ').replaceAll('`', "'").trim()
  return line.length <= MOST_QUOTED ? line : `${line.slice(0, MOST_QUOTED).replace(/[\uD800-\uDBFF]$/, '')}…`
}
