import { type Detector, DETECTORS } from '@aks-copilot/cluster/detectors'
import { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { createColors } from 'picocolors'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { wantsColor, writeOut } from '../terminal.ts'

const GROUPS: Readonly<Record<Detector['group'], string>> = {
  pod: 'Pods',
  workload: 'Workloads',
  network: 'Network',
  storage: 'Storage',
  scaling: 'Scaling and limits',
  node: 'Nodes',
  control: 'Control',
  logs: 'Logs and measurements',
}

/** `aks-copilot detectors [GROUP]`: what `diagnose` looks for. */
export async function listDetectors(group: string | undefined, flags: Flags, { terminal }: CommandContext): Promise<void> {
  if (group !== undefined && !Object.hasOwn(GROUPS, group)) throw unknownGroup(group)
  const chosen = DETECTORS.filter((detector) => group === undefined || detector.group === group)
  if (flags['format'] === 'json') {
    const rows = chosen.map(({ id, group: of, title, why, help, severity, reads, effect }) => ({
      id,
      group: of,
      title,
      why,
      help,
      severity,
      reads,
      effect,
    }))
    return writeOut(terminal, `${JSON.stringify(rows, undefined, 2)}\n`)
  }
  const colors = createColors(wantsColor(terminal, flags['color']))
  const width = Math.max(...chosen.map(({ id }) => id.length)) + 2
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }
  const row = ({ id, severity, title }: Detector): string => `  ${id.padEnd(width)}${paint[severity](severity.padEnd(9))}${title}`
  const sections = Object.entries(GROUPS).flatMap(([name, title]) => {
    const detectors = chosen.filter((detector) => detector.group === name)
    return detectors.length === 0
      ? []
      : [`${colors.bold(title)} ${colors.dim(`(${name}, ${detectors.length})`)}\n${detectors.map(row).join('\n')}`]
  })
  await writeOut(
    terminal,
    `${sections.join('\n\n')}\n\n${chosen.length} detectors. info opens no problem by itself, and may be the cause of one. aks-copilot explain DETECTOR tells more.\n`,
  )
}

function unknownGroup(group: string): CopilotError {
  const near = meantWord(group, Object.keys(GROUPS))
  return new CopilotError({
    code: 'RULE_UNKNOWN',
    category: 'validation',
    message: `There is no group of detectors \`${group}\`.`,
    remedy: near === undefined ? `Known: ${Object.keys(GROUPS).join(', ')}.` : `Did you mean \`${near}\`?`,
  })
}
