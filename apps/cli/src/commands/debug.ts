import { CopilotError } from '@aks-copilot/contracts'
import type { RepairPolicy } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { givenApplicationName } from '../repair/application-name.ts'
import { openRepair, type Repair } from '../repair/open-repair.ts'
import { repairPolicy } from '../repair/repair-policy.ts'
import { repairApplication, report } from '../repair/repair-application.ts'

/** `aks-copilot debug`: the repair loop of one application, or of each that Argo CD calls broken. Exits with 1 where a person is needed. */
export async function debug(flags: Flags, context: CommandContext): Promise<void> {
  const given = nameOf(flags)
  const configuration = (await readConfiguration(flags, context.terminal)).forWriting()
  const policy = repairPolicy(configuration, flags['dryRun'] === true)
  const repair = await openRepair(configuration, policy, auditOf(configuration), context)
  try {
    if (given === undefined) return await watch(repair, policy, flags, context)
    const name = givenApplicationName(given, repair.namespace)
    const wish = { name, trigger: 'command' as const, detail: 'aks-copilot debug', again: flags['again'] === true }
    const state = await repairApplication(wish, repair, policy, context)
    await report(state, flags, context)
    context.finish(state.outcome?.kind === 'handed-over' || state.outcome?.kind === 'stopped' ? EXIT.findings : EXIT.done)
  } finally {
    await repair.close()
  }
}

async function watch(repair: Repair, policy: RepairPolicy, flags: Flags, context: CommandContext): Promise<void> {
  const [{ watchApplications }, { watchParts }] = await Promise.all([
    import('../repair/watch-applications.ts'),
    import('../repair/watch-parts.ts'),
  ])
  await watchApplications(watchParts(repair, policy, flags, context), context.terminal.signal)
  context.finish(EXIT.done)
}

function auditOf(configuration: Configuration): string | undefined {
  return configuration.text('repair.audit') === '-' ? '-' : configuration.path('repair.audit')
}

/** The application of --app; undefined for --watch. */
function nameOf(flags: Flags): string | undefined {
  const name = typeof flags['app'] === 'string' && flags['app'] !== '' ? flags['app'] : undefined
  if (name === undefined && flags['again'] === true)
    throw new CopilotError({
      code: 'USAGE',
      category: 'validation',
      message: '--again is for one application.',
      remedy: 'Give --app NAME beside it. A watcher would ask people again and again.',
    })
  if ((name === undefined) === (flags['watch'] === true)) return name
  throw new CopilotError({
    code: 'USAGE',
    category: 'validation',
    message: name === undefined ? 'No application was named.' : '--app and --watch contradict each other.',
    remedy: 'Give --app NAME for one application, or --watch for all of them.',
  })
}
