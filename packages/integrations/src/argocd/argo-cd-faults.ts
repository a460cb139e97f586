import { ApiFault, type ApiServer, clusterError } from '@aks-copilot/cluster'
import { CopilotError } from '@aks-copilot/contracts'

/** What a fault of the API server means for somebody who asks about an Application. */
export function argoCdError(
  error: unknown,
  api: ApiServer,
  { namespace, name }: { readonly namespace: string; readonly name?: string },
): unknown {
  if (!(error instanceof ApiFault) || error.status !== 404) return clusterError(error, api)
  return applicationUnknown(name, `namespace ${namespace} of ${api.name}`, error)
}

/** No such Application; without a name: no Applications at all. */
export function applicationUnknown(name: string | undefined, place: string, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'ARGOCD_APPLICATION_UNKNOWN',
    category: 'validation',
    message: name === undefined ? `There are no Applications of Argo CD in ${place}.` : `There is no Application \`${name}\` in ${place}.`,
    remedy: 'Check the name (kubectl get applications -A), --argocd-namespace, and --context.',
    cause,
  })
}

/** What came is no Application. Without its content: that may hold anything. */
export function malformed(what: string, where: string): CopilotError {
  return new CopilotError({
    code: 'ARGOCD_MALFORMED',
    category: 'transient',
    message: `What Argo CD says of ${what} cannot be read: ${where}.`,
    remedy: 'Try again; if it stays so, look whether this version of Argo CD is supported (2.8 and later).',
  })
}
