import type { KubeconfigOptions } from '@aks-copilot/cluster'
import { openChannel } from '@aks-copilot/cluster/channel'

/** The three things that are ever written to an Application of Argo CD. All throw `ApiFault`. */
export interface ApplicationWriter {
  /** Has Argo CD compare with Git anew. */
  refresh(namespace: string, name: string, signal?: AbortSignal): Promise<void>
  /** Asks for an operation. Status 409 where the Application is no longer the one of `resourceVersion`. */
  operate(
    namespace: string,
    name: string,
    operation: Readonly<Record<string, unknown>>,
    resourceVersion: string,
    signal?: AbortSignal,
  ): Promise<void>
  /** Has the operation under way end. Status 409 where the Application is no longer the one of `resourceVersion`. */
  terminate(namespace: string, name: string, resourceVersion: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

const REFRESH = 'argocd.argoproj.io/refresh'
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/

/** Writes to Applications, and to nothing else. Throws what reading a kubeconfig throws; sends nothing yet. */
export function openApplicationWriter(options: KubeconfigOptions): ApplicationWriter {
  const channel = openChannel(options)
  const merge = async (namespace: string, name: string, patch: unknown, signal: AbortSignal | undefined): Promise<void> => {
    await channel.whole({
      method: 'PATCH',
      path: applicationPath(namespace, name),
      options: { query: { fieldManager: 'aks-copilot' }, signal },
      sent: { content: 'application/merge-patch+json', text: JSON.stringify(patch) },
    })
  }
  return {
    refresh: async (namespace, name, signal) =>
      await merge(namespace, name, { metadata: { annotations: { [REFRESH]: 'normal' } } }, signal),
    operate: async (namespace, name, operation, resourceVersion, signal) =>
      await merge(namespace, name, { metadata: { resourceVersion }, operation }, signal),
    terminate: async (namespace, name, resourceVersion, signal) =>
      await merge(namespace, name, { metadata: { resourceVersion }, status: { operationState: { phase: 'Terminating' } } }, signal),
    close: async () => await channel.close(),
  }
}

/** The address of an Application in the API. Throws where a name is none: it could lead elsewhere. */
export function applicationPath(namespace: string, name: string): string {
  for (const part of [namespace, name]) if (!NAME.test(part)) throw new Error(`${JSON.stringify(part)} is no name of an object.`)
  return `${applicationsPath(namespace)}/${name}`
}

export function applicationsPath(namespace: string): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications`
}
