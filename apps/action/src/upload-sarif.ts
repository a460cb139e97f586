import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { GitHubClient } from '@aks-copilot/integrations'
import { z } from 'zod'
import type { ActionEvent } from './event.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Gives a SARIF text to code scanning, for the commit that was checked out. Throws what GitHubClient throws. */
export async function uploadSarif(
  client: GitHubClient,
  text: string,
  { event, environment, workspace }: { readonly event: ActionEvent; readonly environment: Environment; readonly workspace: string },
): Promise<void> {
  const compressed = await promisify(gzip)(text)
  await client.call(z.unknown(), 'POST /repos/{owner}/{repo}/code-scanning/sarifs', {
    ...(await commitOf(event, environment, workspace)),
    sarif: compressed.toString('base64'),
    tool_name: 'aks-copilot',
  })
}

/** On a pull request the checkout is the trial merge, unless the workflow asked for its head: lines are those of the one that is there. */
async function commitOf(event: ActionEvent, environment: Environment, workspace: string) {
  const merged = { commit_sha: environment['GITHUB_SHA'] ?? '', ref: environment['GITHUB_REF'] ?? '' }
  if (event.kind !== 'pull-request') return merged
  const head = await readFile(join(workspace, '.git', 'HEAD'), 'utf8').catch(() => '')
  return head.trim() === event.head ? { commit_sha: event.head, ref: `refs/pull/${event.number}/head` } : merged
}
