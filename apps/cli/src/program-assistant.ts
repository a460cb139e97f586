import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

type Flags = Readonly<Record<string, unknown>>

/** `ask` and `chat`: questions in one's own words. */
export function assistantCommands(program: Command, context: CommandContext): void {
  const one = program
    .command('ask')
    .description('answer a question about a cluster from its evidence; only reads')
    .argument('<question...>', 'in your own words')
  flagsOf(one)
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .addHelpText(
      'after',
      examples(
        'aks-copilot ask "why is checkout failing?"',
        'aks-copilot ask "what changed in the last 30 minutes?" -n shop',
        'aks-copilot ask "which pods are not ready?" --from incident.json.gz --no-prose',
        'aks-copilot ask "how do I fix cart?" --server http://127.0.0.1:8000',
      ),
    )
    .action(async (words: string[], flags: Flags) => (await import('./commands/ask.ts')).ask(words, flags, context))
  const many = program.command('chat').description('ask one question after the other; each may refer to the one before; only reads')
  flagsOf(many)
    .addHelpText('after', examples('aks-copilot chat', 'aks-copilot chat -n shop', 'aks-copilot chat --from incident.json.gz --model none'))
    .action(async (flags: Flags) => (await import('./commands/chat.ts')).chat(flags, context))
}

function flagsOf(command: Command): Command {
  return command
    .optionsGroup('Where to look:')
    .option('-n, --namespace <name>', 'only this namespace, unless the question names another')
    .option('--from <recording>', 'a recording in place of a cluster')
    .option('--server <url>', 'a running server: http://127.0.0.1:8000; its token is taken from AKS_COPILOT_SERVER_TOKEN')
    .option('--context <name>', 'kubeconfig context (default: the current one)')
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG)')
    .optionsGroup('What to say:')
    .option('--model <name>', 'which language model phrases the answer; none for no model')
    .option('--no-prose', 'the answer from the evidence only')
    .option('--quiet', 'no progress')
    .option('--no-color', 'no colour')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
}
