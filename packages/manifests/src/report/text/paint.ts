import type { Severity } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'

export type Paint = ReturnType<typeof createPaint>

/** Colours and signs of the terminal report. */
export function createPaint(color: boolean) {
  const colors = createColors(color)
  const bySeverity = { error: colors.red, warning: colors.yellow, info: colors.cyan }
  return {
    ...colors,
    severity: (severity: Severity, text: string): string => bySeverity[severity](text),
    sign: (severity: Severity): string => bySeverity[severity]({ error: '✖', warning: '▲', info: '●' }[severity]),
    /** `words` in backticks stand out. */
    words: (text: string): string => text.replaceAll(/`([^`]+)`/g, (_, word: string) => (color ? colors.bold(word) : `\`${word}\``)),
  }
}

/** Text of a manifest as a terminal may show it: no escape sequences, tabs as spaces. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to keep away from a terminal
  return text.replaceAll('\t', '  ').replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '�')
}

/** Breaks a text into lines of at most `width` characters, at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
