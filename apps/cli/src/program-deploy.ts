import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

type Flags = Readonly<Record<string, unknown>>

const PATH_HELP = 'file, folder, glob, Helm chart, Kustomize folder, or - for standard input (default: .)'

/** `deploy`: the one command that writes workloads to a cluster. */
export function deployCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('deploy')
    .description('check manifests, show what changes, ask, apply them to one namespace, and watch until all is healthy')
    .argument('[path...]', PATH_HELP)
    .optionsGroup('Where to:')
    .option('-n, --namespace <name>', 'the namespace; it must be there')
    .option('--release <name>', 'name of the release, where a Helm chart is deployed')
    .option('--context <name>', 'kubeconfig context (default: the current one)')
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG)')
  consent(command)
  checks(command)
  output(command)
  command
    .addHelpText(
      'after',
      examples(
        'aks-copilot deploy k8s/ -n shop',
        'aks-copilot deploy k8s/ -n shop --dry-run',
        'aks-copilot deploy k8s/ -n shop --yes --rollback-on-failure --timeout 10m',
        'aks-copilot deploy charts/shop --release shop -n shop',
        'aks-copilot deploy k8s/ -n shop --force-conflicts kubectl-client-side-apply',
      ),
    )
    .action(async (paths: string[], flags: Flags) => (await import('./commands/deploy.ts')).deploy(paths, flags, context))
}

function consent(command: Command): void {
  command
    .optionsGroup('What it may do:')
    .option('--dry-run', 'show what would change, and write nothing')
    .option('--yes', 'apply without asking')
    .option(
      '--force-conflicts <managers>',
      'take fields from these field managers, which the list of changes names; several with commas, or the flag again',
      collect,
    )
    .option('--rollback-on-failure', 'when it does not become healthy, go back to what was live before')
    .option('--timeout <duration>', 'how long it has to become healthy: 90s, 5m, 1h (default: 5m)')
}

function checks(command: Command): void {
  command
    .optionsGroup('What is checked before:')
    .option('--source <name|file>', 'where the manifests run today: auto, k3s, okd, kubernetes, or a profile file')
    .option('--target <name|file>', 'where they shall run: aks-standard, aks-automatic, or a profile file')
    .option('--kube-version <version>', 'Kubernetes version of the target: 1.33 to 1.36')
    .option('--only <rules>', 'only these rules, or groups; several with commas, or the flag again', collect)
    .option('--skip <rules>', 'not these rules or groups', collect)
    .option('--baseline <file>', 'known violations that do not count')
    .addOption(choice('--fail-on <level>', 'deploy nothing at this severity and above', ['error', 'warning', 'info', 'never']))
}

function output(command: Command): void {
  command
    .optionsGroup('What to say:')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'markdown']))
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--audit <file>', 'append every write, as JSON lines; - for standard error')
    .option('--quiet', 'no progress, and only what changed or failed')
    .option('--verbose', 'every changed field, all evidence')
    .option('--no-color', 'no colour')
    .addOption(choice('--log-format <format>', 'how errors and progress are written', ['json', 'text']))
    .optionsGroup('Other:')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .helpOption('-h, --help', 'print this help')
}

/** The choices are for help and completion; the configuration checks them, wherever a value comes from. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return Object.assign(new Option(flags, description), { argChoices: [...choices] })
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}
