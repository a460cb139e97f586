import { openSlack } from '@aks-copilot/integrations'
import type { Notifier } from '@aks-copilot/remediation'
import type { CommandContext } from './command-context.ts'
import type { Configuration } from './configuration.ts'
import { secretVariable } from './secret-variable.ts'

/** Whoever is told by the configuration: a channel of Slack, or nobody. Sends nothing yet. Throws SLACK_NOT_CONFIGURED. */
export async function openNotifier(configuration: Configuration, { terminal, log }: CommandContext): Promise<Notifier | undefined> {
  const channel = configuration.text('slack.channel')
  if (channel === undefined) return undefined
  return await openSlack({
    channel,
    token: (await secretVariable('AKS_COPILOT_SLACK_TOKEN', configuration, terminal)) ?? '',
    api: configuration.text('slack.api'),
    log: (line) => log.notice(line),
  })
}
