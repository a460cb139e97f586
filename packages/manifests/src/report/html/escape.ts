import { messageParts, oneLine } from '../plain-text.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as HTML, inside an element or a quoted attribute. */
export function html(text: string): string {
  return oneLine(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** A message with its `words in backticks` as code. */
export function htmlMessage(text: string): string {
  return messageParts(text)
    .map((part) => (part.code ? `<code>${html(part.text)}</code>` : html(part.text)))
    .join('')
}
