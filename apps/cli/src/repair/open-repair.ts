import { connectCluster, type KubeconfigOptions } from '@aks-copilot/cluster'
import {
  type ArgoCdOptions,
  createClusterReader,
  createDryRunner,
  openArgoCd,
  type OpenArgoCd,
  openRunTraces,
  type RunTrace,
} from '@aks-copilot/integrations'
import { renderTree } from '@aks-copilot/manifests'
import {
  type AuditTrail,
  type Clock,
  createBranchStore,
  type GitHost,
  type ManifestRenderer,
  type RepairPolicy,
  type RepairPorts,
  type StateStore,
} from '@aks-copilot/remediation'
import { setTimeout as wait } from 'node:timers/promises'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { traceOptions } from '../open-traces.ts'
import { openNotifier } from '../open-notifier.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Terminal } from '../terminal.ts'
import { openAuditTrail } from './audit-file.ts'
import { auditWrites } from './audit-writes.ts'
import { livePort } from './live-port.ts'
import { type BeforeRun, pageBeforeRun } from './page-before-run.ts'
import { openGitHost } from './open-git-host.ts'
import { processHolder } from './process-holder.ts'
import { repairInstance } from './repair-instance.ts'
import { repairModel } from './repair-model.ts'

/** What all runs of one command share. */
export interface Repair {
  /** Name of the cluster that it reads. */
  readonly cluster: string
  /** Where Argo CD is: Applications there go by their name alone. */
  readonly namespace: string
  readonly deployer: OpenArgoCd
  /** The world of the run of one application, by the repository that it names (which --repo overrides). */
  ports(repository: string): Promise<RepairPorts>
  /** What was done, whoever did it. */
  readonly audit: AuditTrail
  /** Follows one run; undefined where nobody wants traces. */
  trace(application: string): RunTrace | undefined
  /** Who runs it. */
  readonly holder: string
  /** Tells its runs from those of other clusters with the same repository. */
  readonly instance?: string | undefined
  /** Tells people of a fault before the loop of an application could begin. */
  page(fault: unknown, application: string, signal: AbortSignal): Promise<void>
  /** The key that signs commits and states. */
  signingKey(): Promise<string | undefined>
  close(): Promise<void>
}

/** Puts the ports together. Asks only Key Vault yet, where a secret lies there. */
export async function openRepair(
  configuration: Configuration,
  policy: RepairPolicy,
  audit: string | undefined,
  context: CommandContext,
): Promise<Repair> {
  const { terminal } = context
  const { environment } = terminal
  const cluster: KubeconfigOptions = {
    kubeconfig: configuration.path('cluster.kubeconfig'),
    context: configuration.text('cluster.context'),
    environment,
  }
  const instance = repairInstance(configuration)
  const live = livePort(configuration, context)
  const model = repairModel(configuration, context)
  const server = await serverOf(configuration, terminal)
  const traces = await openRunTraces(traceOptions(context))
  const namespace = configuration.text('argocd.namespace') ?? 'argocd'
  const deployer = openArgoCd({ namespace, applicationNamespaces: configuration.list('argocd.applicationNamespaces'), cluster, server })
  const api = connectCluster(cluster)
  const trail = openAuditTrail(audit, context)
  const hostOf = openedHosts(configuration, context)
  const people = notifierOf(configuration, policy, context)
  const shared = {
    deployer,
    cluster: createClusterReader(api),
    dryRunner: createDryRunner(api),
    renderer: RENDERER,
    live,
    proposers: model === undefined ? [] : [model.proposer],
    audit: trail,
    clock: CLOCK,
  }
  const signingKey = (): Promise<string | undefined> => secretVariable('AKS_COPILOT_REPAIR_KEY', configuration, terminal)
  return {
    cluster: api.name,
    namespace,
    holder: configuration.text('repair.holder') ?? processHolder(),
    instance,
    audit: trail,
    deployer,
    signingKey,
    trace: (application) => traces?.run(application),
    page: async (fault, application, signal) =>
      await pageBeforeRun(fault, { application, instance, open: people, audit: trail, clock: CLOCK, signal }),
    async ports(named) {
      const repository = configuration.text('repair.repository') ?? named
      const git = await hostOf(repository)
      // A report writes nothing anywhere.
      if (policy.mode === 'report') return { ...shared, ...auditWrites({ ...shared, git }), store: forgetfulStore() }
      const notifier = await openNotifier(configuration, context)
      return { ...shared, ...auditWrites({ ...shared, git, notifier }), store: createBranchStore(git, await signingKey(), instance) }
    },
    close: async () => void (await Promise.all([deployer.close(), api.close(), traces?.stop(), model?.close()])),
  }
}

/** One host for each repository, so that all runs share what it knows. */
function openedHosts(configuration: Configuration, context: CommandContext): (repository: string) => Promise<GitHost> {
  const hosts = new Map<string, Promise<GitHost>>()
  return async (repository) => {
    const host = hosts.get(repository) ?? openGitHost(repository, configuration, context)
    hosts.set(repository, host)
    // What did not open may open later.
    return await host.catch((error: unknown) => {
      hosts.delete(repository)
      throw error
    })
  }
}

/** A report tells nobody. */
function notifierOf(configuration: Configuration, { mode }: RepairPolicy, context: CommandContext): BeforeRun['open'] {
  return async () => (mode === 'report' ? undefined : await openNotifier(configuration, context))
}

/** The token is read anew for each request. That it cannot be read at all is said now. */
async function serverOf(configuration: Configuration, terminal: Terminal): Promise<ArgoCdOptions['server']> {
  const url = configuration.text('argocd.server')
  if (url === undefined) return undefined
  const token = async (): Promise<string> => (await secretVariable('AKS_COPILOT_ARGOCD_TOKEN', configuration, terminal)) ?? ''
  return (await token()) === '' ? { url, token: '' } : { url, token }
}

const CLOCK: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => await wait(milliseconds, undefined, { signal }).catch(() => undefined),
}

const RENDERER: ManifestRenderer = {
  async render(source, files, signal) {
    if (source.kustomize !== undefined)
      return { ok: false, why: `the Application itself sets ${Object.keys(source.kustomize).join(', ')} for Kustomize` }
    return await renderTree(source, files, signal)
  },
}

/** A report writes nothing, not even its state: it begins anew each time. */
function forgetfulStore(): StateStore {
  let saves = 0
  return {
    load: () => Promise.resolve(undefined),
    save: (state) => Promise.resolve({ state, version: String((saves += 1)) }),
  }
}
