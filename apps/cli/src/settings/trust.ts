import type { SETTINGS } from '../settings.ts'

/**
 * What a setting can do to whoever works in a folder that is somebody else's, such as the checkout of a pull request:
 * - host: data or keys go to what it names;
 * - file: it names a file with a key, a login or code;
 * - inside: it names what is read and sent, or written to; in the folder of the file, that is its own business;
 * - guard: another value than the default takes a protection of data away, or lets repairs and deployments do more.
 */
export type Trust = 'host' | 'file' | 'inside' | 'guard'

type SettingKey = (typeof SETTINGS)[number]['key']

/** Settings that count only where a flag, a variable or a file that somebody named says them. All others may stand in any aks-copilot.yaml. */
export const TRUST: Partial<Readonly<Record<SettingKey, Trust>>> = {
  'argocd.applicationNamespaces': 'guard',
  'argocd.server': 'host',
  'check.baseline': 'inside',
  'cluster.kubeconfig': 'file',
  'deploy.kinds': 'guard',
  'github.api': 'host',
  'github.keyFile': 'file',
  'github.tokenFile': 'file',
  'keyVault.url': 'host',
  'knowledge.blob': 'host',
  'knowledge.embeddingEndpoint': 'host',
  'knowledge.runbooks': 'inside',
  'knowledge.searchEndpoint': 'host',
  'model.endpoint': 'host',
  'model.file': 'file',
  'model.keyFile': 'file',
  'model.library': 'file',
  'model.pseudonyms': 'guard',
  'model.runbooks': 'guard',
  'model.trustPrivate': 'guard',
  'repair.attempts': 'guard',
  'repair.audit': 'inside',
  'repair.characters': 'guard',
  'repair.files': 'guard',
  'repair.healthyMinutes': 'guard',
  'repair.holder': 'guard',
  'repair.instance': 'guard',
  'repair.keyFile': 'file',
  'repair.kinds': 'guard',
  'repair.memoryFactor': 'guard',
  'repair.memoryMost': 'guard',
  'repair.minutes': 'guard',
  'repair.mode': 'guard',
  'repair.model': 'guard',
  'repair.namespaces': 'guard',
  'repair.paths': 'guard',
  'repair.repository': 'host',
  'repair.settleSeconds': 'guard',
  'repair.tools': 'guard',
  'server.allowedHosts': 'guard',
  'server.hookSecretFile': 'file',
  'server.plainHttp': 'guard',
  'server.repair': 'guard',
  'server.tokenFile': 'file',
  'server.url': 'host',
  'slack.api': 'host',
  'slack.channel': 'guard',
  'slack.tokenFile': 'file',
}

/**
 * Settings that any aks-copilot.yaml may say for commands that read, and none that was only found for those that write to a cluster or a
 * repository: to which cluster, and what passes the check before. With what such a file may say all the same, beside the default.
 */
export const DECIDES_WRITES: Partial<Readonly<Record<SettingKey, readonly string[]>>> = {
  'check.baseline': [],
  // All but never are as strict as the default, or stricter.
  'check.failOn': ['error', 'warning', 'info'],
  'check.only': [],
  'check.skip': [],
  'cluster.context': [],
}
