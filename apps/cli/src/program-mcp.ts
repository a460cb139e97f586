import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

/** `mcp`: tools for MCP clients over standard input and output. */
export function mcpCommand(program: Command, context: CommandContext): void {
  program
    .command('mcp')
    .description('the same abilities as tools for an MCP client, over standard input and output; only reads')
    .optionsGroup('Where to look:')
    .option('--context <name>', 'kubeconfig context; again for several, `all` for every one (default: the current one)', collect)
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG)')
    .option('--from <recording>', 'a recording in place of a cluster; again for several', collect)
    .option('-n, --namespace <names>', 'only these namespaces; several with commas, or the flag again', collect)
    .optionsGroup('Other:')
    .option('--model <name>', 'which language model phrases answers; none for no model')
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .addHelpText(
      'after',
      examples(
        'aks-copilot mcp',
        'aks-copilot mcp --from incident.json.gz',
        'claude mcp add aks-copilot -- aks-copilot mcp --context my-aks',
      ),
    )
    .action(async (flags: Readonly<Record<string, unknown>>) => (await import('./commands/mcp.ts')).mcp(flags, context))
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}
