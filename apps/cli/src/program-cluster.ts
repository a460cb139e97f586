import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

type Flags = Readonly<Record<string, unknown>>

/** The commands about running clusters. */
export function clusterCommands(program: Command, context: CommandContext): void {
  diagnoseCommand(program, context)
  recordCommand(program, context)
  replayCommand(program, context)
  detectorsCommand(program, context)
}

function diagnoseCommand(program: Command, context: CommandContext): void {
  const command = program.command('diagnose').description('what is broken now in a cluster, why, since when, and what changed; only reads')
  places(command)
    .option('--from <recording>', 'a recording in place of a cluster')
    .option('--since <duration>', 'only what began within this time, and reads no further back: 30m, 2h')
    .option('--watch', 'stay, and show what breaks and what mends as it happens')
  output(command)
  access(command)
  command
    .addHelpText(
      'after',
      examples(
        'aks-copilot diagnose',
        'aks-copilot diagnose -n shop',
        'aks-copilot diagnose -A --since 30m --format json',
        'aks-copilot diagnose --watch',
        'aks-copilot diagnose --from incident.json.gz',
      ),
    )
    .action(async (flags: Flags) => (await import('./commands/diagnose.ts')).diagnoseCommand(flags, context))
}

function recordCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('record')
    .description('write an anonymised recording of a cluster: what diagnose sees, with names and values replaced')
    .argument('<file>', 'where to; compressed when it ends in .gz')
  places(command)
    .option('--since <duration>', 'read no further back: 30m, 2h')
    .option('--keep-names', 'leave names and addresses as they are; values that look secret stay out all the same')
    .option('--quiet', 'no progress')
  access(command)
  command
    .addHelpText('after', examples('aks-copilot record incident.json.gz', 'aks-copilot record shop.json -n shop --keep-names'))
    .action(async (file: string, flags: Flags) => (await import('./commands/record.ts')).record(file, flags, context))
}

function replayCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('replay')
    .description('diagnose a recording, without a cluster')
    .argument('<file>', 'what record wrote')
    .option('-n, --namespace <names>', 'only these namespaces; several with commas, or the flag again', collect)
    .option('--since <duration>', 'only what began within this time: 30m, 2h')
  output(command)
  command
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .addHelpText('after', examples('aks-copilot replay incident.json.gz', 'aks-copilot replay incident.json.gz --format json'))
    .action(async (file: string, flags: Flags) =>
      (await import('./commands/diagnose.ts')).diagnoseCommand({ ...flags, from: file }, context),
    )
}

function detectorsCommand(program: Command, context: CommandContext): void {
  program
    .command('detectors')
    .description('list what diagnose looks for')
    .argument('[group]', 'only one group')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .option('--no-color', 'no colour')
    .addHelpText('after', examples('aks-copilot detectors', 'aks-copilot detectors network --format json'))
    .action(async (group: string | undefined, flags: Flags) =>
      (await import('./commands/detectors.ts')).listDetectors(group, flags, context),
    )
}

function places(command: Command): Command {
  return command
    .optionsGroup('Where to look:')
    .option('-n, --namespace <names>', 'only these namespaces; several with commas, or the flag again', collect)
    .option('-A, --all-namespaces', 'all namespaces (default)')
}

function output(command: Command): Command {
  return command
    .optionsGroup('What to say:')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .option('--output <file>', 'write the report to a file instead of standard output')
    .addOption(
      Object.assign(new Option('--fail-on <level>', 'exit 1 at this severity and above'), {
        argChoices: ['error', 'warning', 'info', 'never'],
      }),
    )
    .option('--quiet', 'no progress, and only the causes')
    .option('--verbose', 'everything: all symptoms, evidence and proofs')
    .option('--no-color', 'no colour')
    .addOption(Object.assign(new Option('--log-format <format>', 'how errors and progress are written'), { argChoices: ['json', 'text'] }))
}

function access(command: Command): Command {
  return command
    .optionsGroup('Which cluster:')
    .option('--context <name>', 'kubeconfig context (default: the current one)')
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG)')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}
