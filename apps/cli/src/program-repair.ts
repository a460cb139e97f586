import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

type Flags = Readonly<Record<string, unknown>>

/** The commands that repair what is deployed. */
export function repairCommands(program: Command, context: CommandContext): void {
  program
    .command('debug')
    .description('find why an application of Argo CD is not healthy, commit a proven patch to Git, and watch it become healthy')
    .optionsGroup('Which application:')
    .option('--app <name>', 'name of the Application; NAMESPACE/NAME outside of the namespace of Argo CD')
    .option('--watch', 'stay, and repair each Application that Argo CD calls broken')
    .option('--argocd-namespace <name>', 'where Argo CD is (default: argocd)')
    .option('--repo <url|folder>', 'the repository to commit to (default: the one that the Application names)')
    .optionsGroup('What it may do:')
    .addOption(choice('--mode <mode>', 'propose a pull request, commit to the branch, or only report', ['propose', 'commit', 'report']))
    .option('--dry-run', 'the same as --mode report: write nothing')
    .option('--again', 'propose what people declined before, too')
    .optionsGroup('What to say:')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--audit <file>', 'append everything that was done, as JSON lines; - for standard error')
    .option('--quiet', 'no progress')
    .option('--no-color', 'no colour')
    .addOption(choice('--log-format <format>', 'how errors and progress are written', ['json', 'text']))
    .optionsGroup('Which cluster:')
    .option('--context <name>', 'kubeconfig context (default: the current one)')
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG)')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .addHelpText(
      'after',
      examples(
        'aks-copilot debug --app shop',
        'aks-copilot debug --app shop --dry-run',
        'aks-copilot debug --app shop --mode commit --audit repair.jsonl',
        'aks-copilot debug --app shop --repo ./shop.git --mode commit',
        'aks-copilot debug --watch',
      ),
    )
    .action(async (flags: Flags) => (await import('./commands/debug.ts')).debug(flags, context))
}

/** The choices are for help and completion; the configuration checks them, wherever a value comes from. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return Object.assign(new Option(flags, description), { argChoices: [...choices] })
}
