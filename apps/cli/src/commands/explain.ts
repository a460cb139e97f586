import type { Detector } from '@aks-copilot/cluster/detectors'
import { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { type Rule, RULES } from '@aks-copilot/manifests'
import { createColors } from 'picocolors'
import { ERROR_CODES } from '../error-codes.ts'
import type { Flags } from '../inspection.ts'
import type { CommandContext } from '../command-context.ts'
import { readConfiguration } from '../configuration.ts'
import { articleText } from '../knowledge/knowledge-text.ts'
import { type Terminal, wantsColor, writeOut } from '../terminal.ts'

const FIX_WORDS: Readonly<Record<Rule['fix'], string>> = {
  auto: '`fix` mends it by itself, where the manifests and the target profile leave no choice.',
  opt: '`fix` mends it where the target profile or --allow says so.',
  doc: '`fix` converts or removes the object, and lists what became of each field.',
  judge: 'A person must decide.',
  none: 'There is nothing to mend in the manifest.',
}

/** `aks-copilot explain RULE | DETECTOR | CODE | ARTICLE`. */
export async function explain(word: string, flags: Flags, { terminal }: CommandContext): Promise<void> {
  const rule = RULES.find(({ id }) => id === word.toLowerCase())
  const code = ERROR_CODES[word.toUpperCase()]
  const colors = createColors(wantsColor(terminal, flags['color']))
  if (rule !== undefined) return writeOut(terminal, await explainRule(rule, colors, Math.min(terminal.stdout.columns ?? 100, 100)))
  if (code !== undefined)
    return writeOut(
      terminal,
      `${colors.bold(word.toUpperCase())} ${colors.dim(`(${code.category})`)}\n\n${code.means}\n\n${colors.green('help')}  ${code.remedy}\n`,
    )
  const { DETECTORS } = await import('@aks-copilot/cluster/detectors')
  const detector = DETECTORS.find(({ id }) => id === word.toLowerCase())
  if (detector !== undefined)
    return writeOut(terminal, await explainDetector(detector, colors, Math.min(terminal.stdout.columns ?? 100, 100)))
  const found = await articleOf(word, flags, terminal)
  if (found.article !== undefined) return writeOut(terminal, articleText(found.article, colors))
  const near = meantWord(word, [...found.ids, ...[...RULES, ...DETECTORS].map(({ id }) => id), ...Object.keys(ERROR_CODES)])
  throw new CopilotError({
    code: 'RULE_UNKNOWN',
    category: 'validation',
    message: `There is no rule, detector, error code or article \`${word}\`.`,
    remedy:
      near === undefined
        ? 'Run `aks-copilot rules`, `aks-copilot detectors` or `aks-copilot kb list` to see what there is.'
        : `Did you mean \`${near}\`?`,
  })
}

/** A guide or a runbook, with or without its kind in front: `guide/pull-from-acr`, `pull-from-acr`. */
async function articleOf(word: string, flags: Flags, { environment, ...terminal }: Terminal) {
  const { openConfiguredKnowledge } = await import('../knowledge/configured-knowledge.ts')
  const knowledge = await openConfiguredKnowledge(await readConfiguration(flags, { ...terminal, environment }), environment)
  try {
    const name = word.toLowerCase()
    const article = [name, `guide/${name}`, `runbook/${name}`].map((id) => knowledge.article(id)).find((one) => one !== undefined)
    return { article, ids: knowledge.list(['guide', 'runbook']).map(({ id }) => id.replace(/^[^/]*\//, '')) }
  } finally {
    knowledge.close()
  }
}

type Colors = ReturnType<typeof createColors>

async function explainRule(rule: Rule, colors: Colors, columns: number): Promise<string> {
  const { RULE_EXAMPLES } = await import('@aks-copilot/manifests/examples')
  const { bad, fixed } = RULE_EXAMPLES[rule.id] ?? { bad: '' }
  const parts = [
    `${colors.bold(rule.id)} ${colors.dim(`${rule.severity} · ${rule.group} · ${rule.fix}`)}`,
    rule.title,
    `${colors.cyan('why')}   ${wrapped(rule.why, columns)}`,
    `${colors.green('help')}  ${wrapped(`${rule.help} ${FIX_WORDS[rule.fix]}`, columns)}`,
    `${colors.red('bad')}\n${indent(bad)}`,
    ...(fixed === undefined ? [] : [`${colors.green('fixed')}\n${indent(fixed)}`]),
    colors.dim(`Live with it: # aks-copilot-ignore ${rule.id}: the reason`),
  ]
  return `${parts.join('\n\n')}\n`
}

async function explainDetector(detector: Detector, colors: Colors, columns: number): Promise<string> {
  const { DETECTOR_EXAMPLES } = await import('@aks-copilot/cluster/examples')
  const parts = [
    `${colors.bold(detector.id)} ${colors.dim(`${detector.severity} · ${detector.group} · reads ${detector.reads.join(', ')}`)}`,
    detector.title,
    `${colors.cyan('why')}   ${wrapped(detector.why, columns)}`,
    `${colors.green('help')}  ${wrapped(detector.help, columns)}`,
    `${colors.red('seen')}\n${indent(DETECTOR_EXAMPLES[detector.id] ?? '')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const MARGIN = 6

/** Lines of whole words beside a margin. */
function wrapped(text: string, columns: number): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > columns - MARGIN) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.join(`\n${' '.repeat(MARGIN)}`)
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}
