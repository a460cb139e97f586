/** Control characters, what is invisible, and what turns the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]+/gu
const LONGEST = 400

/** A stranger's text in one line of bounded length, without anything that is not seen. */
export function bounded(text: string, longest: number = LONGEST): string {
  const line = text
    .slice(0, longest * 2)
    .replaceAll(UNPRINTABLE, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** A stranger's text as inline code: Markdown in it is shown, not followed. */
export function quoted(text: string, longest: number = LONGEST): string {
  return `\`${bounded(text, longest).replaceAll('`', "'")}\``
}

const CODE = /(`[^`]*`)/
const LINK = /\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s`<>]+/gi

/**
 * A text of ours in which strangers' words may stand, as Markdown: what is in backticks stays code, links become code, and nothing else
 * in it is markup.
 */
export function asMarkdown(text: string): string {
  const line = bounded(text, 1200)
  const isPaired = (line.match(/`/g) ?? []).length % 2 === 0
  return (isPaired ? line : line.replaceAll('`', "'"))
    .split(CODE)
    .map((part) => (part.startsWith('`') ? part : part.split(LINK).length === 1 ? escaped(part) : codedLinks(part)))
    .join('')
}

function codedLinks(text: string): string {
  let made = ''
  let from = 0
  for (const match of text.matchAll(LINK)) {
    made += `${escaped(text.slice(from, match.index))}\`${match[0]}\``
    from = match.index + match[0].length
  }
  return made + escaped(text.slice(from))
}

function escaped(text: string): string {
  return text.replaceAll(/[[\]<>\\|]/g, (character) => `\\${character}`).replaceAll('![', '!\\[')
}

/** The same without any markup: for the headline. */
export function asPlain(text: string): string {
  return bounded(text).replaceAll('`', '')
}

/** A command as a block of code. What could end the block is none of ours. */
export function commandBlock(command: string, indent = ''): string {
  return command.includes('```') || /[\n\r]/.test(command) ? '' : `${indent}\`\`\`sh\n${indent}${command}\n${indent}\`\`\``
}
