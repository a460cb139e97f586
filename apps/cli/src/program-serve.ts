import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

/** `serve`: the web page, the API and the watcher in one process. */
export function serveCommand(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('watch clusters and answer on a web page and an API; only reads, but for --repair')
    .optionsGroup('Where to look:')
    .option('--context <name>', 'kubeconfig context; again for several, `all` for every one (default: the current one)', collect)
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG)')
    .option('--from <recording>', 'a recording in place of a cluster; again for several', collect)
    .option('-n, --namespace <names>', 'only these namespaces; several with commas, or the flag again', collect)
    .optionsGroup('Where to answer:')
    .option('--port <number>', 'port (default: 8000)')
    .option('--host <address>', 'address; any other than 127.0.0.1 needs the token AKS_COPILOT_SERVER_TOKEN')
    .option('--open', 'open the page in the browser')
    .optionsGroup('Repairs:')
    .option(
      '--repair',
      'repair Applications of Argo CD as debug does: after a signed notification, or when a patch is approved on the page',
    )
    .optionsGroup('Other:')
    .option('--model <name>', 'which language model phrases answers; none for no model')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .option('--quiet', 'no line for each request in the log')
    .addOption(Object.assign(new Option('--log-format <format>', 'how the log is written'), { argChoices: ['json', 'text'] }))
    .addHelpText(
      'after',
      examples(
        'aks-copilot serve',
        'aks-copilot serve --open --context my-aks --context my-edge',
        'aks-copilot serve --from incident.json.gz --port 8080',
        'AKS_COPILOT_SERVER_TOKEN_FILE=server-token aks-copilot serve --host 0.0.0.0',
        'AKS_COPILOT_HOOK_SECRET=$(cat hook-secret) aks-copilot serve --repair',
      ),
    )
    .action(async (flags: Readonly<Record<string, unknown>>) => (await import('./commands/serve.ts')).serve(flags, context))
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}
