import type { AccessReport } from '@aks-copilot/cluster'
import { CopilotError } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import type { Terminal } from '../terminal.ts'
import { configuredNamespaces } from './read-snapshot.ts'

/** One line of `doctor`. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'missing' | 'off'
  readonly detail: string
  /** The command that mends it, or what works without it. */
  readonly remedy?: string
}

export interface ClusterFindings {
  readonly findings: readonly Finding[]
  /** RBAC objects, and how to apply and bind them; empty where nothing is missing. */
  readonly grants: string
}

export const NOTHING: ClusterFindings = { findings: [], grants: '' }

/** What `diagnose` finds of a cluster: how it gets in, what it may read, what is installed. */
export async function clusterAccess(configuration: Configuration, terminal: Terminal): Promise<ClusterFindings> {
  const { examineAccess } = await import('@aks-copilot/cluster')
  try {
    const options = {
      kubeconfig: configuration.path('cluster.kubeconfig'),
      context: configuration.text('cluster.context'),
      namespaces: configuredNamespaces(configuration),
      environment: terminal.environment,
    }
    const report = await examineAccess(options, terminal.signal)
    return { findings: findingsOf(report), grants: grantsOf(report) }
  } catch (error) {
    terminal.signal.throwIfAborted()
    if (!(error instanceof CopilotError)) throw error
    const state = error.code === 'CLUSTER_NOT_CONFIGURED' ? 'off' : 'missing'
    return { findings: [{ name: 'cluster', state, detail: error.message, remedy: error.remedy }], grants: '' }
  }
}

function findingsOf(report: AccessReport): Finding[] {
  const { context, server, version, user, login } = report
  return [
    { name: 'cluster', state: 'ok', detail: `${context} at ${server}, Kubernetes ${version}` },
    ...(report.unsafe === undefined
      ? []
      : [
          {
            name: 'TLS',
            state: 'missing' as const,
            detail: report.unsafe,
            remedy: 'Get the credentials again: az aks get-credentials --resource-group GROUP --name CLUSTER',
          },
        ]),
    { name: 'login', state: 'ok', detail: `${user} (${login})` },
    rights(report),
    metrics(report),
    ...report.extensions.map(({ name, installed }): Finding => ({
      name,
      state: installed ? 'ok' : 'off',
      detail: installed ? 'installed' : 'not installed',
    })),
  ]
}

function rights({ kinds: { served, readable }, namespaces, missing }: AccessReport): Finding {
  const where =
    namespaces === undefined
      ? ' in all namespaces'
      : `, some of them only in ${namespaces.slice(0, 5).join(', ')}${namespaces.length > 5 ? ' …' : ''}`
  if (missing.length === 0) return { name: 'rights', state: 'ok', detail: `all ${served} kinds may be read${where}` }
  const detail = `${readable} of ${served} kinds may be read${readable === 0 ? '' : where}`
  if (missing.every((right) => SECRETS.test(right))) return { name: 'rights', state: 'off', detail, remedy: WITHOUT_SECRETS }
  return {
    name: 'rights',
    state: 'missing',
    detail,
    remedy: `diagnose does not see all it could; the rules below grant what is missing: ${shortened(missing)}.`,
  }
}

const SECRETS = /^[a-z, ]+ secrets(?: in \S+)?$/
/** Many leave them out on purpose, as the chart does: nothing is wrong then. */
const WITHOUT_SECRETS =
  'Not the names of Secrets: one that is missing is known by the events of the pods that need it. The rules below grant them.'

const MOST_NAMED = 6

function shortened(missing: readonly string[]): string {
  const named = missing.slice(0, MOST_NAMED).join('; ')
  return missing.length > MOST_NAMED ? `${named}; and ${missing.length - MOST_NAMED} more` : named
}

function metrics({ metrics: source }: AccessReport): Finding {
  if (source === 'metrics-api') return { name: 'metrics', state: 'ok', detail: 'metrics.k8s.io' }
  if (source === 'node-proxy') return { name: 'metrics', state: 'ok', detail: 'from the kubelets, through the API server' }
  return { name: 'metrics', state: 'off', detail: 'none', remedy: 'diagnose works without; metrics-server adds use of CPU and memory.' }
}

function grantsOf({ roles, bindings }: AccessReport): string {
  if (roles === '') return ''
  const secrets = /\bsecrets\b/.test(roles) ? ' Of Secrets only the metadata is ever asked for; leave them out if that is too much.' : ''
  return `These rules grant what is missing.${secrets} Apply them with kubectl apply -f, then run:\n${bindings.map((command) => `  ${command}\n`).join('')}\n${roles}`
}
