import { type Command, Option } from 'commander'
import type { CommandContext } from './command-context.ts'
import { examples } from './program-help.ts'

type Flags = Readonly<Record<string, unknown>>

/** `aks-copilot kb …`: the articles that answers cite, and runbooks of the user's own. */
export function knowledgeCommand(program: Command, context: CommandContext): void {
  program
    .command('kb')
    .description('the knowledge base: guides, rules, detectors, error codes, and runbooks of your own')
    .argument('[action]', 'list (default), search QUERY, show ID, add FILE..., sync [FOLDER] [URL]', 'list')
    .argument('[words...]', 'what to search, the id of an article, or Markdown files')
    .addOption(new Option('--kind <kind>', 'only these').choices(['guide', 'rule', 'detector', 'error', 'runbook']))
    .option('--limit <number>', 'at most so many results of search (default: 5)')
    .option('--runbooks <folder>', 'folder with runbooks of your own')
    .option('--force', 'add: replace a runbook of the same name; sync: delete even where most files would go')
    .option('--push', 'sync: only to the store')
    .option('--pull', 'sync: only from the store')
    .option('--dry-run', 'sync: say what would be done, and write nothing')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']))
    .option('--config <file>', 'configuration file (default: aks-copilot.yaml, searched upward)')
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      examples(
        'aks-copilot kb',
        'aks-copilot kb search volume node affinity conflict',
        'aks-copilot kb show guide/pull-from-acr',
        'aks-copilot kb add runbooks/restore-the-shop.md',
        'aks-copilot kb list --kind runbook --format json',
        'aks-copilot kb sync docs/runbooks https://contoso.blob.core.windows.net/runbooks --dry-run',
      ),
    )
    .action(async (action: string, words: string[], flags: Flags) =>
      (await import('./commands/kb.ts')).knowledgeBase(action, words, flags, context),
    )
}
