import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'

export const ARGOCD = 'argocd'

/** Whether Argo CD is there, with a notifications controller beside the cluster: one inside could not reach a server of this machine. */
export function hasArgoCd(): boolean {
  if ((process.env['KUBECONFIG'] ?? '') === '') return false
  const config = spawnSync('kubectl', ['-n', ARGOCD, 'get', 'configmap/argocd-notifications-cm', 'appproject/default'])
  const label = 'app.kubernetes.io/name=argocd-notifications-controller'
  const pods = spawnSync('kubectl', ['-n', ARGOCD, 'get', 'pods', '-l', label, '-o', 'name'], { encoding: 'utf8' })
  return config.status === 0 && pods.status === 0 && pods.stdout === ''
}

/** What people put into the ConfigMap of argocd-notifications, under names of a test's own and for its own server. */
export function notificationsFor(name: string, url: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(import.meta.dirname, '../deploy/argocd/notifications.yaml'), 'utf8')
  const { data } = load(text) as { data: Record<string, string> }
  const own = (part: string): string =>
    part
      .replace(/url: \S+/, `url: ${url}`)
      .replaceAll('aks-copilot-hook', name)
      .replaceAll('aks-copilot', name)
      .replaceAll('on-broken', `on-${name}`)
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [own(key), own(value)]))
}
