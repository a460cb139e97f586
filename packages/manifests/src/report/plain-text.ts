import { jsonWithoutPipelineCommands, withoutPipelineCommands } from '@aks-copilot/contracts'

/**
 * Text of a manifest as a report may carry it: no control characters, no escape sequences, no marks that turn the
 * direction of writing, no half characters, no command to the pipeline that prints it.
 */
export function printable(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll('\t', '  ')
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu, '�')
  return withoutPipelineCommands(plain)
}

/** Like `printable`, on one line. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s*\r?\n\s*/g, ' '))
}

/** Splits a message at its `words in backticks`. */
export function messageParts(text: string): { readonly code: boolean; readonly text: string }[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => ({ code: index % 2 === 1, text: part }))
    .filter((part) => part.text !== '')
}

/** JSON in which characters that a terminal acts on, or that turn the direction of writing, are escaped. The data is the same. */
export function writeJson(value: unknown): string {
  const json = JSON.stringify(value, undefined, 2)
  const escaped = json.replaceAll(
    /[\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `${jsonWithoutPipelineCommands(escaped)}\n`
}
