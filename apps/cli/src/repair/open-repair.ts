import { connectCluster, type KubeconfigOptions } from '@aks-copilot/cluster'
import { createClusterReader, createDryRunner, openArgoCd, type OpenArgoCd } from '@aks-copilot/integrations'
import { renderTree } from '@aks-copilot/manifests'
import {
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
import { ARGOCD_TOKEN_VARIABLE } from '../settings.ts'
import { openAuditTrail } from './audit-file.ts'
import { auditWrites } from './audit-writes.ts'
import { openGitHost } from './open-git-host.ts'

/** What all runs of one command share. */
export interface Repair {
  readonly deployer: OpenArgoCd
  /** The world of the run of one application, by the repository that it names (which --repo overrides). */
  ports(repository: string): Promise<RepairPorts>
  close(): Promise<void>
}

/** Puts the ports together. Sends nothing yet. */
export function openRepair(configuration: Configuration, policy: RepairPolicy, audit: string | undefined, context: CommandContext): Repair {
  const { environment } = context.terminal
  const cluster: KubeconfigOptions = {
    kubeconfig: configuration.path('cluster.kubeconfig'),
    context: configuration.text('cluster.context'),
    environment,
  }
  const deployer = openArgoCd({ namespace: configuration.text('argocd.namespace'), cluster, server: serverOf(configuration, environment) })
  const api = connectCluster(cluster)
  const hosts = new Map<string, Promise<GitHost>>()
  const shared = {
    deployer,
    cluster: createClusterReader(api),
    dryRunner: createDryRunner(api),
    renderer: RENDERER,
    audit: openAuditTrail(audit, context),
    clock: CLOCK,
  }
  return {
    deployer,
    async ports(named) {
      const repository = configuration.text('repair.repository') ?? named
      const host = hosts.get(repository) ?? openGitHost(repository, configuration, context)
      hosts.set(repository, host)
      const git = await host
      return { ...shared, ...auditWrites({ ...shared, git }), store: policy.mode === 'report' ? forgetfulStore() : createBranchStore(git) }
    },
    close: async () => void (await Promise.all([deployer.close(), api.close()])),
  }
}

function serverOf(
  configuration: Configuration,
  environment: Readonly<Record<string, string | undefined>>,
): { url: string; token: string } | undefined {
  const url = configuration.text('argocd.server')
  return url === undefined ? undefined : { url, token: environment[ARGOCD_TOKEN_VARIABLE] ?? '' }
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
