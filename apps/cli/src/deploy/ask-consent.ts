import { CopilotError, type DeployReport } from '@aks-copilot/contracts'
import { askPerson } from '../ask-person.ts'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { printable } from '../printable.ts'
import { wantsColor } from '../terminal.ts'
import { deployText } from './deploy-text.ts'

/** Shows what changes on standard error, and asks; with --yes it does not ask. Throws USAGE where nobody is there to answer, INTERRUPTED at Ctrl-C. */
export async function askConsent(plan: DeployReport, flags: Flags, { terminal, log }: CommandContext): Promise<boolean> {
  const { stdin, stderr } = terminal
  if (flags['quiet'] !== true && !log.json) {
    const color = wantsColor(terminal, flags['color'], 'stderr')
    stderr.write(deployText(plan, { color, columns: stderr.columns ?? 100, verbose: flags['verbose'] === true, quiet: true }))
  }
  if (flags['yes'] === true) return true
  if (stderr.isTTY !== true || !('isTTY' in stdin) || stdin.isTTY !== true)
    throw new CopilotError({
      code: 'USAGE',
      category: 'validation',
      message: `${plan.text} Nothing was written: there is no terminal to ask on.`,
      remedy: 'Say --yes to apply it, or --dry-run to only see it.',
    })
  return await askPerson(`Apply this to \`${printable(plan.namespace)}\` of \`${printable(plan.cluster)}\`?`, terminal)
}
