import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js'
import { newClusters, newContexts, newUsers } from '@kubernetes/client-node/dist/config_types.js'
import { load } from 'js-yaml'

/** Where to look, and for what. */
export interface KubeconfigOptions {
  /** File; default: KUBECONFIG (several files are merged), else ~/.kube/config, else the service account of the pod. */
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** One way into a cluster: who, where, and as which namespace. */
export interface ClusterAccess {
  readonly name: string
  readonly namespace: string
  readonly cluster: Cluster
  readonly user: User
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Reads the kubeconfig (or the pod's service account) and picks the context. */
export function readAccess(options: KubeconfigOptions): ClusterAccess {
  const files = kubeconfigFiles(options)
  if (files.length === 0) return inCluster(options) ?? fail('CLUSTER_NOT_CONFIGURED', 'No kubeconfig was found, and this is no pod.', 'Set KUBECONFIG, or run `az aks get-credentials --resource-group GROUP --name CLUSTER`.')
  const merged = files.map(readFile)
  const contexts = merged.flatMap((config) => config.contexts)
  const name = options.context ?? merged.map(({ current }) => current).find((current) => current !== undefined && current !== '')
  const context = contexts.find((candidate) => candidate.name === name)
  if (context === undefined) throw contextUnknown(name, contexts, files)
  const cluster = merged.flatMap(({ clusters }) => clusters).find((candidate) => candidate.name === context.cluster)
  if (cluster === undefined) return fail('KUBECONFIG_INVALID', `Context \`${context.name}\` names the cluster \`${context.cluster}\`, which the kubeconfig does not have.`, 'Get the credentials again, or choose another --context.')
  const user = merged.flatMap(({ users }) => users).find((candidate) => candidate.name === context.user)
  return { name: context.name, namespace: context.namespace ?? 'default', cluster, user: user ?? { name: context.user } }
}

/** The names of all contexts that the kubeconfig has. */
export function contextNames(options: KubeconfigOptions): string[] {
  return kubeconfigFiles(options).flatMap((file) => readFile(file).contexts.map(({ name }) => name))
}

function kubeconfigFiles({ kubeconfig, environment }: KubeconfigOptions): string[] {
  if (kubeconfig !== undefined) return [kubeconfig]
  const named = environment['KUBECONFIG']
  if (named !== undefined && named !== '') return named.split(delimiter).filter((file) => file !== '' && existsSync(file))
  const usual = join(environment['HOME'] ?? homedir(), '.kube', 'config')
  return existsSync(usual) ? [usual] : []
}

function readFile(file: string): { clusters: Cluster[]; contexts: Context[]; users: User[]; current: string | undefined } {
  try {
    const config = load(readFileSync(file, 'utf8')) as Record<string, unknown>
    const base = dirname(file)
    return {
      clusters: newClusters(config['clusters']).map((cluster) => absolute(cluster, base, ['caFile'])),
      contexts: newContexts(config['contexts']),
      users: newUsers(config['users']).map((user) => absolute(user, base, ['certFile', 'keyFile'])),
      current: config['current-context'] as string | undefined,
    }
  } catch (cause) {
    throw new CopilotError({ code: 'KUBECONFIG_INVALID', category: 'validation', message: `The kubeconfig ${file} can't be read: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}.`, remedy: 'Check the file: `kubectl config view` says more.', cause })
  }
}

/** File names in a kubeconfig are relative to it. */
function absolute<Entry extends object>(entry: Entry, base: string, keys: readonly (keyof Entry)[]): Entry {
  const moved = keys.flatMap((key) => {
    const file = entry[key]
    return typeof file === 'string' && file !== '' && !isAbsolute(file) ? [[key, join(base, file)]] : []
  })
  return { ...entry, ...Object.fromEntries(moved) }
}

function inCluster({ environment }: KubeconfigOptions): ClusterAccess | undefined {
  const [host, port] = [environment['KUBERNETES_SERVICE_HOST'], environment['KUBERNETES_SERVICE_PORT']]
  if (host === undefined || port === undefined || !existsSync(`${SERVICE_ACCOUNT}/token`)) return undefined
  return {
    name: 'in-cluster',
    namespace: existsSync(`${SERVICE_ACCOUNT}/namespace`) ? readFileSync(`${SERVICE_ACCOUNT}/namespace`, 'utf8').trim() : 'default',
    cluster: { name: 'in-cluster', server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, caFile: `${SERVICE_ACCOUNT}/ca.crt`, skipTLSVerify: false },
    user: { name: 'in-cluster', authProvider: { name: 'tokenFile', config: { tokenFile: `${SERVICE_ACCOUNT}/token` } } },
  }
}

function contextUnknown(name: string | undefined, contexts: readonly Context[], files: readonly string[]): CopilotError {
  const known = contexts.map((context) => `\`${context.name}\``).join(', ')
  return new CopilotError({
    code: 'CONTEXT_UNKNOWN',
    category: 'validation',
    message: name === undefined ? `${files.join(', ')} names no current context.` : `There is no context \`${name}\` in ${files.join(', ')}.`,
    remedy: known === '' ? 'Run `az aks get-credentials --resource-group GROUP --name CLUSTER`.' : `Choose one with --context: ${known}.`,
  })
}

function fail(code: string, message: string, remedy: string): never {
  throw new CopilotError({ code, category: 'validation', message, remedy })
}
