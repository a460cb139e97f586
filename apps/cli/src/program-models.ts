import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

type Flags = Readonly<Record<string, unknown>>

/** `aks-copilot models …`: which model endpoint answers, and how to get one. */
export function modelsCommand(program: Command, context: CommandContext): void {
  program
    .command('models')
    .description('which language model phrases answers, what it offers, and how to get one')
    .argument('[action]', 'list, use NAME, status (default), load NAME, unload NAME, stop', 'status')
    .argument('[name]', 'the model')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .option('--model <name>', 'the model to look at, in place of the configured one')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      examples(
        'aks-copilot models',
        'aks-copilot models list',
        'aks-copilot models use qwen2.5-1.5b',
        'aks-copilot models load qwen2.5-0.5b',
        'aks-copilot models stop',
      ),
    )
    .action(async (action: string, name: string | undefined, flags: Flags) =>
      (await import('./commands/models.ts')).models(action, name, flags, context),
    )
}
