import type { Fix, Severity, Violation } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { printable } from '../plain-text.ts'

export type Paint = ReturnType<typeof createPaint>

const SIGNS: Readonly<Record<Severity, string>> = { error: '✖', warning: '▲', info: '●' }

/** Colours and signs of the terminal report. */
export function createPaint(color: boolean) {
  const colors = createColors(color)
  const bySeverity = { error: colors.red, warning: colors.yellow, info: colors.cyan }
  const byWord = { fix: colors.green, opt: colors.blue, you: colors.magenta }
  return {
    ...colors,
    severity: (severity: Severity, text: string): string => bySeverity[severity](text),
    sign: (severity: Severity): string => bySeverity[severity](SIGNS[severity]),
    /** Who mends it: `fix` a rule, `opt` a rule that has to be allowed, `you`. */
    remedy: ({ fix }: Pick<Violation, 'fix'>): string =>
      fix.status === 'refused' ? colors.red('no ') : byWord[remedyWord(fix)](remedyWord(fix)),
    /** `words` in backticks stand out. */
    words: (text: string): string => text.replaceAll(/`([^`]+)`/g, (_, word: string) => (color ? colors.bold(word) : `\`${word}\``)),
  }
}

/** An optional fix that is allowed is one like any other. */
export function remedyWord({ kind, allowed }: Fix): 'fix' | 'opt' | 'you' {
  return kind === 'opt' && allowed !== true ? 'opt' : kind === 'judge' ? 'you' : 'fix'
}

/** Text of a manifest as a terminal may show it: no escape sequences, tabs as spaces. */
export const harmless = printable
