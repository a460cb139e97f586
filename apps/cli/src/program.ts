import { Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'

const FORMATS = ['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github']

/** The command line of interfaces.md. Each command loads its code when it runs. */
export function createProgram(context: CommandContext): Command {
  const { terminal, version } = context
  const program = new Command('aks-copilot')
    .description('Gets Kubernetes workloads to run on AKS: finds what would fail or be unsafe there, and repairs it with proven patches.')
    .version(version, '-V, --version', 'print the version')
    .configureOutput({ writeOut: (text) => void terminal.stdout.write(text), writeErr: (text) => void terminal.stderr.write(text) })
    .showHelpAfterError('Run `aks-copilot --help` to see the commands and flags.')
    .exitOverride()
    .addHelpText('after', examples('aks-copilot check', 'aks-copilot check deploy/ --target aks-automatic', 'aks-copilot fix deploy/ --write', 'kubectl get deploy -o yaml | aks-copilot check -', 'aks-copilot explain k3s-local-path'))
  checkCommand(program, context)
  fixCommand(program, context)
  smallCommands(program, context)
  return program
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
}

function checkCommand(program: Command, context: CommandContext): void {
  const command = program.command('check').description('inspect manifests; never writes').argument('[path...]', PATH_HELP)
  inspectionFlags(command)
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--update-baseline', 'write today\'s violations to the --baseline file, so that only new ones count')
    .addHelpText('after', examples('aks-copilot check', 'aks-copilot check charts/shop --target aks-automatic', 'aks-copilot check k8s/ --format sarif --output report.sarif', 'aks-copilot check . --only k3s-local-path --fail-on never'))
    .action(async (paths: string[], flags: Record<string, unknown>) => (await import('./commands/check.ts')).check(paths, flags, context))
}

function fixCommand(program: Command, context: CommandContext): void {
  const command = program.command('fix').description('propose patches, each with its certificate; prints a diff').argument('[path...]', PATH_HELP)
  inspectionFlags(command)
    .option('--write', 'edit the files in place')
    .option('--output <folder>', 'write the fixed files to a folder, leave the originals alone')
    .option('--patch <file>', 'write the RFC 6902 operations as JSON')
    .option('--report <folder>', 'write report.md, resources.md, patch.json and report.sarif')
    .option('--verify-with-cluster', 'ask a cluster to accept each result (server-side dry-run; changes nothing there)')
    .addHelpText('after', examples('aks-copilot fix k8s/', 'aks-copilot fix k8s/ --write', 'aks-copilot fix k8s/ --output fixed/ --report report/', 'aks-copilot fix k8s/ --write --allow k3s-lb-becomes-public'))
    .action(async (paths: string[], flags: Record<string, unknown>) => (await import('./commands/fix.ts')).fix(paths, flags, context))
}

const PATH_HELP = 'file, folder, glob, Helm chart, Kustomize folder, or - for standard input (default: .)'

function inspectionFlags(command: Command): Command {
  return command
    .option('--source <name|file>', 'where the manifests run today: auto, k3s, okd, kubernetes, or a profile file')
    .option('--target <name|file>', 'where they shall run: aks-standard, aks-automatic, or a profile file')
    .option('--kube-version <version>', 'Kubernetes version of the target: 1.33 to 1.36')
    .option('--only <rule...>', 'only these rules, or groups (k3s, okd, aks, pss, auto, api, ref, schema)')
    .option('--skip <rule...>', 'not these rules or groups')
    .option('--allow <rule...>', 'apply these optional fixes, too; all for every one')
    .addOption(new Option('--severity <level>', 'report this severity and above').choices(['error', 'warning', 'info']))
    .addOption(new Option('--fail-on <level>', 'exit 1 at this severity and above').choices(['error', 'warning', 'info', 'never']))
    .option('--baseline <file>', 'known violations that do not count')
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS))
    .option('--context <name>', 'kubeconfig context for --verify-with-cluster')
    .option('--kubeconfig <file>', 'kubeconfig file for --verify-with-cluster')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .option('--quiet', 'no progress, and the text report without code frames')
    .option('--verbose', 'more detail: certificates, suppressed violations, stack traces')
    .option('--no-color', 'no colour')
    .addOption(new Option('--log-format <format>', 'how errors and progress are written').choices(['json', 'text']))
}

function smallCommands(program: Command, context: CommandContext): void {
  program.command('explain').description('what a rule or an error code is, why it matters on AKS, an example of bad and fixed').argument('<rule|code>', 'a rule id or an error code').option('--no-color', 'no colour')
    .addHelpText('after', examples('aks-copilot explain k3s-local-path', 'aks-copilot explain INPUT_NOT_FOUND'))
    .action(async (word: string, flags: Record<string, unknown>) => (await import('./commands/explain.ts')).explain(word, flags, context))
  program.command('rules').description('list the rules').argument('[group]', 'only one group').addOption(new Option('--format <format>', 'how to print').choices(['text', 'json'])).option('--no-color', 'no colour')
    .addHelpText('after', examples('aks-copilot rules', 'aks-copilot rules okd --format json'))
    .action(async (group: string | undefined, flags: Record<string, unknown>) => (await import('./commands/rules.ts')).listRules(group, flags, context))
  program.command('profiles').description('list the source and target profiles, or print one to copy').argument('[name]', 'the profile to print').option('--no-color', 'no colour')
    .addHelpText('after', examples('aks-copilot profiles', 'aks-copilot profiles aks-standard > my-aks.yaml'))
    .action(async (name: string | undefined, flags: Record<string, unknown>) => (await import('./commands/profiles.ts')).showProfiles(name, flags, context))
  program.command('doctor').description('what is reachable, what is missing, and the command that mends it').option('--config [file]', 'print the configuration with the origin of each value').option('--no-color', 'no colour')
    .action(async (flags: Record<string, unknown>) => (await import('./commands/doctor.ts')).doctor(flags, context))
  program.command('completion').description('shell completion for bash, zsh, fish or PowerShell').argument('<shell>', 'bash, zsh, fish, powershell')
    .addHelpText('after', examples('source <(aks-copilot completion bash)', 'aks-copilot completion fish > ~/.config/fish/completions/aks-copilot.fish'))
    .action(async (shell: string) => (await import('./commands/completion.ts')).completion(shell, program, context))
}
