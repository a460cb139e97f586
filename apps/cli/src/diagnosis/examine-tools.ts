import { runTool } from '../run-tool.ts'
import type { Terminal } from '../terminal.ts'
import type { Finding } from './examine-cluster.ts'
import { isInPod } from './host-facts.ts'

/** kubectl and helm, and whether a cluster lets kubectl try a change. `access` is how kubectl is told which cluster. */
export async function toolFindings(access: readonly string[], terminal: Terminal): Promise<Finding[]> {
  return await Promise.all([kubectl(terminal), helm(terminal), dryRun(access, terminal)])
}

/** The image of the server has neither program, and is complete without: in a pod nobody is told to install one. */
function absent(name: string, remedy: string, { environment }: Terminal): Finding {
  return isInPod(environment)
    ? {
        name,
        state: 'off',
        detail: 'not in this image',
        remedy: 'Only repairs of charts and Kustomize folders need it; the image -jobs has it.',
      }
    : { name, state: 'missing', detail: 'not found', remedy }
}

async function kubectl(terminal: Terminal): Promise<Finding> {
  const result = await runTool('kubectl', ['version', '--client', '--output=json'], terminal)
  if (!result.ok) return absent('kubectl', 'For Kustomize folders and --verify-with-cluster: az aks install-cli', terminal)
  return { name: 'kubectl', state: 'ok', detail: /"gitVersion":\s*"([^"]+)"/.exec(result.stdout)?.[1] ?? 'found' }
}

async function helm(terminal: Terminal): Promise<Finding> {
  const result = await runTool('helm', ['version', '--short'], terminal)
  if (!result.ok)
    return absent('helm', 'For Helm charts: go install helm.sh/helm/v3/cmd/helm@latest, or https://helm.sh/docs/intro/install', terminal)
  return { name: 'helm', state: 'ok', detail: result.stdout.trim() }
}

const DRY_RUN = 'patch'

/** Whether a cluster answers kubectl, and lets this user try what --verify-with-cluster tries. */
async function dryRun(access: readonly string[], terminal: Terminal): Promise<Finding> {
  const name = 'dry-run'
  const result = await runTool('kubectl', ['version', '--output=json', '--request-timeout=5s', ...access], terminal)
  if (result.missing) return { name, state: 'off', detail: 'not tried without kubectl; only --verify-with-cluster asks for one' }
  const version = /"serverVersion":\s*\{[^}]*"gitVersion":\s*"([^"]+)"/.exec(result.stdout)?.[1]
  if (version === undefined)
    return {
      name,
      state: 'off',
      detail: 'none reachable',
      remedy: 'Only --verify-with-cluster asks one: az aks get-credentials --resource-group GROUP --name CLUSTER',
    }
  const allowed = await runTool('kubectl', ['auth', 'can-i', DRY_RUN, 'deployments.apps', '--request-timeout=5s', ...access], terminal)
  if (allowed.ok) return { name, state: 'ok', detail: `Kubernetes ${version} answers` }
  return {
    name,
    state: 'missing',
    detail: `Kubernetes ${version} answers; you may not ${DRY_RUN} Deployments in this namespace`,
    remedy: '--verify-with-cluster needs the rights of a deployment: kubectl auth can-i --list',
  }
}
