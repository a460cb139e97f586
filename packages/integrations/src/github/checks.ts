import type { GitHost } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import { checkRunsSchema } from './answers.ts'
import { doOnce } from './do-once.ts'
import type { GitHubClient } from './github-client.ts'
import { ServiceFault } from '../calls/service-fault.ts'

const FORBIDDEN = 403
const runSchema = z.object({ id: z.number() })

/** A check run on a commit, recognised by its external id. False where the credentials may not: only an App may. */
export async function reportCheck(
  client: GitHubClient,
  commit: string,
  { key, name, pass, title, summary }: Parameters<GitHost['reportCheck']>[1],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const output = { title: title.slice(0, 250), summary: summary.slice(0, 65_000) }
  const result = { name, status: 'completed', conclusion: pass ? 'success' : 'failure', external_id: key, output }
  const find = async (): Promise<z.infer<typeof runSchema> | undefined> => {
    const filter = { ref: commit, check_name: name, filter: 'all', per_page: 100 }
    const found = await client.call(checkRunsSchema, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', filter, { signal })
    return found.check_runs.find((run) => run.external_id === key)
  }
  let fresh = false
  const create = async (): Promise<z.infer<typeof runSchema>> => {
    const body = { ...result, head_sha: commit }
    const made = await client.call(runSchema, 'POST /repos/{owner}/{repo}/check-runs', body, { signal, repeat: 'unsent' })
    fresh = true
    return made
  }
  try {
    const { id } = await doOnce({ client, find, create, signal })
    // One that was there may say what was true before.
    const update = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'
    if (!fresh) await client.call(runSchema, update, { ...result, check_run_id: id }, { signal })
    return true
  } catch (fault) {
    if (fault instanceof ServiceFault && fault.status === FORBIDDEN && fault.category === 'validation') return false
    throw fault
  }
}
