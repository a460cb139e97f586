import { Field } from '@aks-copilot/kubernetes'
import { ApiFault, type ApiServer } from './connect/api-server.ts'
import type { Right } from './connect/ask-rights.ts'
import { clusterError } from './connect/cluster-error.ts'
import { connectCluster } from './connect/connect-cluster.ts'
import { bindingCommand, grantingRoles } from './connect/grant-rights.ts'
import { type KubeconfigOptions, readAccess } from './connect/kubeconfig.ts'
import type { ClusterEntry, UserEntry } from './connect/kubeconfig-entries.ts'
import { type Survey, surveyPermissions } from './connect/survey-permissions.ts'

/** What a person has to know about their way into a cluster. */
export interface AccessReport {
  readonly context: string
  readonly server: string
  /** Why nobody can be sure that this is the right server; undefined where its certificate is checked. */
  readonly unsafe: string | undefined
  /** `v1.34.4` */
  readonly version: string
  /** As the API server knows them; the name in the kubeconfig where it does not tell. */
  readonly user: string
  /** How they log in: `client certificate`, `exec plugin kubelogin`. */
  readonly login: string
  /** Kinds that are served, and how many of them may be read, at least in one namespace. */
  readonly kinds: { readonly served: number; readonly readable: number }
  /** undefined: everything that may be read may be read in all namespaces. */
  readonly namespaces: readonly string[] | undefined
  /** Each right that is missing, as RBAC words it: `list, watch nodes`. */
  readonly missing: readonly string[]
  /** RBAC objects that grant them, as YAML, and the commands that bind them to this user; empty where nothing is missing. */
  readonly roles: string
  readonly bindings: readonly string[]
  readonly metrics: Survey['metrics']
  /** What is installed beside Kubernetes itself. */
  readonly extensions: readonly { readonly name: string; readonly installed: boolean }[]
}

/** Where to look, and in which namespaces; without them in all. */
export interface AccessOptions extends KubeconfigOptions {
  readonly namespaces?: readonly string[] | undefined
}

const EXTENSIONS = { 'Argo CD': 'argoproj.io', 'Gateway API': 'gateway.networking.k8s.io', 'cert-manager': 'cert-manager.io' } as const
const QUICK = 10_000

/** Connects, and asks who we are, what is there and what we may read of it. Reads no object. Throws CopilotError. */
export async function examineAccess(options: AccessOptions, signal?: AbortSignal): Promise<AccessReport> {
  const { user, cluster } = readAccess(options)
  const api = connectCluster(options)
  try {
    const version = new Field(await api.get('/version', { signal, timeout: QUICK })).at('gitVersion').text ?? ''
    const [name, survey] = await Promise.all([userName(api, signal), surveyPermissions(api, { namespaces: options.namespaces, signal })])
    return {
      context: api.name,
      server: api.server,
      unsafe: unsafetyOf(cluster),
      version,
      user: name,
      login: loginOf(user),
      ...rightsIn(survey, name),
      ...partsIn(survey),
    }
  } catch (error) {
    throw clusterError(error, api)
  } finally {
    await api.close()
  }
}

function unsafetyOf({ server, skipTlsVerify }: ClusterEntry): string | undefined {
  if (server.startsWith('http://')) return 'the kubeconfig reaches it without TLS: whoever is on the way reads the credentials'
  return skipTlsVerify ? 'the kubeconfig has insecure-skip-tls-verify: whoever is on the way can take the credentials' : undefined
}

function rightsIn({ plans, missing }: Survey, user: string): Pick<AccessReport, 'kinds' | 'namespaces' | 'missing' | 'roles' | 'bindings'> {
  const readable = plans.filter(({ mode }) => mode !== 'none')
  const places = [...new Set(readable.flatMap(({ namespace }) => namespace ?? []))]
  const needed = [...new Set(missing.map(({ namespace }) => namespace))]
  return {
    kinds: { served: countKinds(plans), readable: countKinds(readable) },
    namespaces: places.length === 0 ? undefined : places,
    missing: inWords(missing),
    roles: grantingRoles(missing),
    bindings: needed.map((namespace) => bindingCommand(user, namespace)),
  }
}

function countKinds(plans: Survey['plans']): number {
  return new Set(plans.map(({ kind }) => kind)).size
}

function partsIn({ metrics, served }: Survey): Pick<AccessReport, 'metrics' | 'extensions'> {
  return { metrics, extensions: Object.entries(EXTENSIONS).map(([name, group]) => ({ name, installed: served.hasGroup(group) })) }
}

function inWords(rights: readonly Right[]): string[] {
  const verbs = new Map<string, string[]>()
  for (const { verb, group, resource, namespace } of rights) {
    const what = `${resource}${group === '' ? '' : `.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`
    verbs.set(what, [...(verbs.get(what) ?? []), verb])
  }
  return [...verbs].map(([what, all]) => `${all.toSorted().join(', ')} ${what}`)
}

/** SelfSubjectReview is there since Kubernetes 1.28. */
async function userName(api: ApiServer, signal: AbortSignal | undefined): Promise<string> {
  try {
    const review = new Field(await api.review('selfsubjectreviews', {}, { signal, timeout: QUICK }))
    return review.at('status', 'userInfo', 'username').text ?? api.user
  } catch (error) {
    if (error instanceof ApiFault && (error.status === 404 || error.status === 403)) return api.user
    throw error
  }
}

function loginOf({ exec, token, tokenFile, username, authProvider, certData, certFile }: UserEntry): string {
  if (exec !== undefined) return `exec plugin ${exec.command}`
  if (token !== undefined) return 'token'
  if (tokenFile !== undefined) return 'token file'
  if (username !== undefined) return 'user name and password'
  if (authProvider !== undefined) return `auth provider ${authProvider.name}`
  return certData !== undefined || certFile !== undefined ? 'client certificate' : 'none'
}
