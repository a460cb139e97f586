import { Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { assistantCommands } from './program-assistant.ts'
import { clusterCommands } from './program-cluster.ts'
import { deployCommand } from './program-deploy.ts'
import { examples } from './program-help.ts'
import { knowledgeCommand } from './program-knowledge.ts'
import { modelsCommand } from './program-models.ts'
import { mcpCommand } from './program-mcp.ts'
import { repairCommands } from './program-repair.ts'
import { serveCommand } from './program-serve.ts'

const FORMATS = ['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github']
const PATH_HELP = 'file, folder, glob, Helm chart, Kustomize folder, or - for standard input (default: .)'

/** The command line of interfaces.md. Each command loads its code when it runs. */
export function createProgram(context: CommandContext): Command {
  const { terminal, version } = context
  const program = new Command('aks-copilot')
    .description(
      'Gets Kubernetes workloads to run on AKS, and keeps them running: finds what would fail there, repairs it with proven patches, and names the cause of what is broken.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: () => undefined,
    })
    .configureHelp({
      optionDescription: describe,
      subcommandTerm: (command) =>
        `${command.name()} ${command.registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}${argument.variadic ? '...' : ''}]`)).join(' ')}`.trim(),
    })
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        'aks-copilot check',
        'aks-copilot check deploy/ --target aks-automatic',
        'aks-copilot fix deploy/ --write',
        'kubectl get deploy -o yaml | aks-copilot check -',
        'aks-copilot diagnose -n shop',
        'aks-copilot explain k3s-local-path',
      ),
    )
  checkCommand(program, context)
  fixCommand(program, context)
  deployCommand(program, context)
  clusterCommands(program, context)
  repairCommands(program, context)
  assistantCommands(program, context)
  serveCommand(program, context)
  mcpCommand(program, context)
  modelsCommand(program, context)
  knowledgeCommand(program, context)
  explainCommand(program, context)
  rulesCommand(program, context)
  profilesCommand(program, context)
  doctorCommand(program, context)
  completionCommand(program, context)
  return program
}

function describe({ description, argChoices }: Option): string {
  return argChoices === undefined ? description : `${description}: ${argChoices.join(', ')}`
}

type Flags = Readonly<Record<string, unknown>>

function checkCommand(program: Command, context: CommandContext): void {
  const command = program.command('check').description('inspect manifests; never writes').argument('[path...]', PATH_HELP)
  inspectionFlags(command)
    .optionsGroup('What to write:')
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--update-baseline', "write today's violations to the --baseline file, so that only new ones count")
    .addHelpText(
      'after',
      examples(
        'aks-copilot check',
        'aks-copilot check charts/shop --target aks-automatic',
        'aks-copilot check k8s/ --format sarif --output report.sarif',
        'aks-copilot check k8s/ --only k3s,ref --fail-on never',
        'aks-copilot check k8s/ --baseline known.json --update-baseline',
      ),
    )
    .action(async (paths: string[], flags: Flags) => (await import('./commands/check.ts')).check(paths, flags, context))
  otherFlags(command, true)
}

function fixCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('fix')
    .description('propose patches, each with its certificate; prints a diff')
    .argument('[path...]', PATH_HELP)
  inspectionFlags(command)
    .optionsGroup('What to write:')
    .option('--write', 'edit the files in place')
    .option('--output <folder>', 'write the fixed files to a folder and leave the originals alone; - prints them')
    .option('--patch <file>', 'write the RFC 6902 operations as JSON; - prints them')
    .option('--report <folder>', 'write report.md, report.sarif, resources.md and patch.json')
    .optionsGroup('What rules leave to you:')
    .option('--model <name>', 'ask a language model about decisions whose possible answers the rules know; prints what it proposes')
    .option('--accept-model', 'write, too, what the model proposes and every gate lets pass')
    .optionsGroup('Proof by a cluster:')
    .option('--verify-with-cluster', 'ask a cluster to accept each result (server-side dry-run; changes nothing there)')
    .addHelpText(
      'after',
      examples(
        'aks-copilot fix k8s/',
        'aks-copilot fix k8s/ --write',
        'aks-copilot fix k8s/ --output fixed/ --report report/',
        'aks-copilot fix k8s/ --write --allow k3s-lb-becomes-public',
        'aks-copilot fix k8s/ --model qwen2.5-0.5b',
        'aks-copilot fix k8s/ --verify-with-cluster --context my-aks',
        'kubectl get deploy -o yaml | aks-copilot fix - --output -',
      ),
    )
    .action(async (paths: string[], flags: Flags) => (await import('./commands/fix.ts')).fix(paths, flags, context))
  otherFlags(command, false)
}

function inspectionFlags(command: Command): Command {
  return command
    .optionsGroup('Where from, where to:')
    .option('--source <name|file>', 'where the manifests run today: auto, k3s, okd, kubernetes, or a profile file')
    .option('--target <name|file>', 'where they shall run: aks-standard, aks-automatic, or a profile file')
    .addOption(new Option('--kube-version <version>', 'Kubernetes version of the target: 1.33 to 1.36'))
    .optionsGroup('What to look for:')
    .option(
      '--only <rules>',
      'only these rules, or groups (k3s, okd, aks, pss, auto, api, ref, schema); several with commas, or the flag again',
      collect,
    )
    .option('--skip <rules>', 'not these rules or groups', collect)
    .option('--allow <rules>', 'also apply the optional fixes of these rules or groups; all for every one', collect)
    .option('--baseline <file>', 'known violations that do not count')
    .optionsGroup('What to say:')
    .addOption(oneOf('--severity <level>', 'report this severity and above', ['error', 'warning', 'info']))
    .addOption(oneOf('--fail-on <level>', 'exit 1 at this severity and above', ['error', 'warning', 'info', 'never']))
    .addOption(oneOf('--format <format>', 'how to print', FORMATS))
    .option('--quiet', 'no progress, and the text report without code frames')
    .option('--verbose', 'more detail: certificates, suppressed violations, stack traces')
    .option('--no-color', 'no colour')
    .addOption(oneOf('--log-format <format>', 'how errors and progress are written', ['json', 'text']))
}

/** Common flags that `check` takes, too, so that one line serves both, although it asks no cluster. */
function otherFlags(command: Command, hidden: boolean): void {
  const option = (flags: string, description: string): Option => new Option(flags, description).hideHelp(hidden)
  command
    .addOption(option('--context <name>', 'kubeconfig context for --verify-with-cluster'))
    .addOption(option('--kubeconfig <file>', 'kubeconfig file for --verify-with-cluster (default: KUBECONFIG)'))
    .optionsGroup('Other:')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .helpOption('-h, --help', 'print this help')
  if (hidden) command.addOption(option('--model <name>', 'no model looks at manifests'))
}

/** The choices are for help and completion; the configuration checks them, wherever a value comes from. */
function oneOf(flags: string, description: string, choices: readonly string[]): Option {
  return Object.assign(new Option(flags, description), { argChoices: [...choices] })
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}

function explainCommand(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .description('what a rule, a detector or an error code is, why it matters, an example; or an article of the knowledge base')
    .argument('<rule|detector|code|article>', 'a rule id, a detector id, an error code or the id of an article')
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      examples(
        'aks-copilot explain k3s-local-path',
        'aks-copilot explain image-pull-failed',
        'aks-copilot explain INPUT_NOT_FOUND',
        'aks-copilot explain pull-from-acr',
      ),
    )
    .action(async (word: string, flags: Flags) => (await import('./commands/explain.ts')).explain(word, flags, context))
}

function rulesCommand(program: Command, context: CommandContext): void {
  program
    .command('rules')
    .description('list the rules')
    .argument('[group]', 'only one group')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .option('--no-color', 'no colour')
    .addHelpText('after', examples('aks-copilot rules', 'aks-copilot rules okd --format json'))
    .action(async (group: string | undefined, flags: Flags) => (await import('./commands/rules.ts')).listRules(group, flags, context))
}

function profilesCommand(program: Command, context: CommandContext): void {
  program
    .command('profiles')
    .description('list the source and target profiles, or print one to copy')
    .argument('[name]', 'the profile to print')
    .option('--no-color', 'no colour')
    .addHelpText('after', examples('aks-copilot profiles', 'aks-copilot profiles aks-standard > my-aks.yaml'))
    .action(async (name: string | undefined, flags: Flags) => (await import('./commands/profiles.ts')).showProfiles(name, flags, context))
}

function doctorCommand(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('what is reachable, what is missing, and the command that mends it')
    .option('--config [file]', 'print the configuration with the origin of each value; with a file, that of the file, and try it')
    .option('--context <name>', 'kubeconfig context to try')
    .option('--kubeconfig <file>', 'kubeconfig file to try (default: KUBECONFIG)')
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      examples(
        'aks-copilot doctor',
        'aks-copilot doctor --context my-aks',
        'aks-copilot doctor --config',
        'aks-copilot doctor --config production.yaml',
      ),
    )
    .action(async (flags: Flags) => (await import('./commands/doctor.ts')).doctor(flags, context))
}

function completionCommand(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description('shell completion for bash, zsh, fish or PowerShell')
    .argument('<shell>', 'bash, zsh, fish, powershell')
    .addHelpText(
      'after',
      examples(
        'source <(aks-copilot completion bash)',
        'source <(aks-copilot completion zsh)',
        'aks-copilot completion fish > ~/.config/fish/completions/aks-copilot.fish',
        'aks-copilot completion powershell >> $PROFILE',
      ),
    )
    .action(async (shell: string) => (await import('./commands/completion.ts')).completion(shell, program, context))
}
