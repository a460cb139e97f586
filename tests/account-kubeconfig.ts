import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { KUBECONFIG } from './server-dry-run.ts'

/** What kubectl prints. Throws with what it says where it fails. */
export function kubectl(args: readonly string[], input?: string): string {
  return execFileSync('kubectl', [...args], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** Makes a ServiceAccount, without rights yet. The flag of kubectl that binds a role to it. */
export function createAccount(account: string, namespace: string): string {
  kubectl(['create', 'serviceaccount', account, '-n', namespace])
  return `--serviceaccount=${namespace}:${account}`
}

/** Writes a kubeconfig of a ServiceAccount into a folder; its path. */
export function accountKubeconfig(account: string, namespace: string, folder: string): string {
  const token = kubectl(['create', 'token', account, '-n', namespace]).trim()
  const config = load(readFileSync(KUBECONFIG ?? '', 'utf8')) as Record<string, unknown> & { clusters: { name: string }[] }
  const cluster = config.clusters[0]?.name
  const file = join(folder, `${account}.yaml`)
  const own = {
    users: [{ name: account, user: { token } }],
    contexts: [{ name: account, context: { cluster, user: account, namespace } }],
  }
  writeFileSync(file, JSON.stringify({ ...config, ...own, 'current-context': account }))
  return file
}
