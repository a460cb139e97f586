import { connectCluster, type KubeconfigOptions } from '@aks-copilot/cluster'
import type { Deployer } from '@aks-copilot/remediation/ports'
import { openApplicationWriter } from '../kubernetes/application-writer.ts'
import { ClusterArgoCd } from './cluster-argo-cd.ts'
import { ServerArgoCd } from './server-argo-cd.ts'
import type { ArgoCdServer } from './server-http.ts'

export interface ArgoCdOptions {
  /** Where Argo CD and its Applications are; default argocd. */
  readonly namespace?: string | undefined
  /** Where Applications are beside that, to be listed. The server of Argo CD knows it by itself. */
  readonly applicationNamespaces?: readonly string[] | undefined
  /** The cluster that Argo CD runs in. */
  readonly cluster: KubeconfigOptions
  /** Its own API, where there is a token for it: then the cluster is not asked. */
  readonly server?: ArgoCdServer | undefined
  /** Milliseconds since the epoch; default the clock of this machine. */
  readonly now?: (() => number) | undefined
}

export interface OpenArgoCd extends Deployer {
  close(): Promise<void>
}

/** Opens the way to Argo CD. Nothing is sent yet. Throws what reading a kubeconfig throws, and ARGOCD_NOT_CONFIGURED. */
export function openArgoCd({ namespace = 'argocd', applicationNamespaces, cluster, server, now = Date.now }: ArgoCdOptions): OpenArgoCd {
  if (server !== undefined) return Object.assign(new ServerArgoCd(server), { close: () => Promise.resolve() })
  const api = connectCluster(cluster)
  const writer = openApplicationWriter(cluster)
  const close = async (): Promise<void> => void (await Promise.all([api.close(), writer.close()]))
  return Object.assign(new ClusterArgoCd({ api, writer, namespace, applicationNamespaces, now }), { close })
}
