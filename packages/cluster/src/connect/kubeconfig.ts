import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { Field, isMap } from '@aks-copilot/kubernetes'
import { load, YAMLException } from 'js-yaml'
import { type ClusterEntry, type ContextEntry, readCluster, readContext, readUser, type UserEntry } from './kubeconfig-entries.ts'

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
  readonly cluster: ClusterEntry
  readonly user: UserEntry
}

interface Kubeconfig {
  readonly clusters: readonly ClusterEntry[]
  readonly contexts: readonly ContextEntry[]
  readonly users: readonly UserEntry[]
  readonly current: string | undefined
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
const GET_CREDENTIALS = 'az aks get-credentials --resource-group GROUP --name CLUSTER'

/**
 * Reads the kubeconfig (or the pod's service account) and picks the context. Of several files the first that has an entry wins, as for
 * kubectl. Throws CLUSTER_NOT_CONFIGURED, CONTEXT_UNKNOWN or KUBECONFIG_INVALID.
 */
export function readAccess(options: KubeconfigOptions): ClusterAccess {
  const files = kubeconfigFiles(options)
  if (files.length === 0)
    return (
      inCluster(options) ??
      fail(
        { code: 'CLUSTER_NOT_CONFIGURED' },
        'No kubeconfig was found, and this is no pod.',
        `Set KUBECONFIG, or run \`${GET_CREDENTIALS}\`.`,
      )
    )
  const configs = files.map(readFile)
  const contexts = configs.flatMap((config) => config.contexts)
  const name = options.context ?? configs.map(({ current }) => current).find((current) => current !== undefined && current !== '')
  const context = contexts.find((candidate) => candidate.name === name)
  if (context === undefined) throw contextUnknown(name, contexts, files)
  const cluster = named(
    configs.flatMap(({ clusters }) => clusters),
    context.cluster,
    context,
    'cluster',
  )
  if (!/^https?:\/\/[^/]/.test(cluster.server))
    return fail(
      { code: 'KUBECONFIG_INVALID' },
      `The cluster \`${cluster.name}\` has no \`server\` that begins with https://.`,
      `Get the credentials again: \`${GET_CREDENTIALS}\`.`,
    )
  const user =
    context.user === undefined
      ? { name: '', impersonation: [] }
      : named(
          configs.flatMap(({ users }) => users),
          context.user,
          context,
          'user',
        )
  return { name: context.name, namespace: context.namespace ?? 'default', cluster, user }
}

/** The names of all contexts that the kubeconfig has. */
export function contextNames(options: KubeconfigOptions): string[] {
  return [...new Set(kubeconfigFiles(options).flatMap((file) => readFile(file).contexts.map(({ name }) => name)))]
}

function named<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  name: string,
  context: ContextEntry,
  what: string,
): Entry {
  const entry = entries.find((candidate) => candidate.name === name)
  if (entry !== undefined) return entry
  return fail(
    { code: 'KUBECONFIG_INVALID' },
    `Context \`${context.name}\` names the ${what} \`${name}\`, which the kubeconfig does not have.`,
    `Get the credentials again (\`${GET_CREDENTIALS}\`), or choose another --context.`,
  )
}

function kubeconfigFiles({ kubeconfig, environment }: KubeconfigOptions): string[] {
  if (kubeconfig !== undefined) return [kubeconfig]
  const listed = environment['KUBECONFIG']
  if (listed !== undefined && listed !== '') return [...new Set(listed.split(delimiter))].filter((file) => file !== '' && existsSync(file))
  const usual = join(environment['HOME'] ?? environment['USERPROFILE'] ?? homedir(), '.kube', 'config')
  return existsSync(usual) ? [usual] : []
}

function readFile(file: string): Kubeconfig {
  try {
    const value = load(readFileSync(file, 'utf8'))
    if (value !== undefined && value !== null && !isMap(value)) throw new Error('it is no map')
    const config = new Field(value ?? {})
    const base = dirname(file)
    return {
      clusters: entries(config, 'clusters', 'cluster', (name, cluster) => readCluster(name, cluster, base)),
      contexts: entries(config, 'contexts', 'context', readContext),
      users: entries(config, 'users', 'user', (name, user) => readUser(name, user, base)),
      current: config.at('current-context').text,
    }
  } catch (error) {
    throw new CopilotError({
      code: 'KUBECONFIG_INVALID',
      category: 'validation',
      message: `The kubeconfig ${file} can't be read: ${whyUnreadable(error)}.`,
      remedy: 'Check the file: `kubectl config view` says more.',
    })
  }
}

/** What a parser says of a kubeconfig quotes it, and tokens are in it: the place is told, and there is no cause. */
function whyUnreadable(error: unknown): string {
  if (error instanceof YAMLException) return error.mark === undefined ? 'it is no YAML' : `line ${error.mark.line + 1} is no YAML`
  return error instanceof Error ? error.message : 'it is not what it should be'
}

/** Within one file, too, the first of two entries of the same name is the one that counts. */
function entries<Entry>(config: Field, list: string, key: string, read: (name: string, entry: Field) => Entry): Entry[] {
  return config
    .at(list)
    .items()
    .flatMap((item) => {
      const name = item.at('name').scalar
      return name === undefined ? [] : [read(name, item.at(key))]
    })
}

function inCluster({ environment }: KubeconfigOptions): ClusterAccess | undefined {
  const [host, port] = [environment['KUBERNETES_SERVICE_HOST'], environment['KUBERNETES_SERVICE_PORT']]
  if (host === undefined || port === undefined || !existsSync(`${SERVICE_ACCOUNT}/token`)) return undefined
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    name: 'in-cluster',
    namespace: existsSync(`${SERVICE_ACCOUNT}/namespace`) ? readFileSync(`${SERVICE_ACCOUNT}/namespace`, 'utf8').trim() : 'default',
    cluster: { name: 'in-cluster', server, caFile: `${SERVICE_ACCOUNT}/ca.crt`, skipTlsVerify: false },
    user: { name: 'in-cluster', tokenFile: `${SERVICE_ACCOUNT}/token`, impersonation: [] },
  }
}

function contextUnknown(name: string | undefined, contexts: readonly ContextEntry[], files: readonly string[]): CopilotError {
  const known = [...new Set(contexts.map((context) => `\`${context.name}\``))].join(', ')
  return new CopilotError({
    code: 'CONTEXT_UNKNOWN',
    category: 'validation',
    message:
      name === undefined ? `${files.join(', ')} names no current context.` : `There is no context \`${name}\` in ${files.join(', ')}.`,
    remedy: known === '' ? `Run \`${GET_CREDENTIALS}\`.` : `Choose one with --context: ${known}.`,
  })
}

function fail(fields: { readonly code: string }, message: string, remedy: string): never {
  throw new CopilotError({ ...fields, category: 'validation', message, remedy })
}
