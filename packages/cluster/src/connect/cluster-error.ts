import { CopilotError } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer } from './api-server.ts'

/**
 * What a failure to talk to a cluster means for a person: CLUSTER_UNREACHABLE (worth trying again), CLUSTER_DENIED (401, 403) or
 * CLUSTER_CERTIFICATE. Other errors come back as they are.
 */
export function clusterError(error: unknown, api: Pick<ApiServer, 'name' | 'server' | 'user'>): unknown {
  if (!(error instanceof ApiFault)) return error
  const { status, message } = error
  const fault = (code: string, category: 'transient' | 'validation', text: string, remedy: string): CopilotError =>
    new CopilotError({ code, category, message: text, remedy, cause: error })
  if (error.reason === 'Certificate')
    return fault(
      'CLUSTER_CERTIFICATE',
      'validation',
      `The certificate of ${api.server} is not trusted (${message}).`,
      'Get the credentials again (`az aks get-credentials --overwrite-existing`); behind a proxy that opens TLS, add its authority to the kubeconfig.',
    )
  if (status === 401)
    return fault(
      'CLUSTER_DENIED',
      'validation',
      `The cluster \`${api.name}\` does not accept the login of \`${api.user}\`.`,
      'Log in again: `az login`, then `az aks get-credentials --resource-group GROUP --name CLUSTER`.',
    )
  if (status === 403)
    return fault(
      'CLUSTER_DENIED',
      'validation',
      `The user \`${api.user}\` may not do this in the cluster \`${api.name}\`: ${message}`,
      '`aks-copilot doctor` prints the rules that grant what is missing.',
    )
  if (status === 0)
    return fault(
      'CLUSTER_UNREACHABLE',
      'transient',
      `The API server ${api.server} does not answer (${message}).`,
      'Check the VPN, the network and --context; a stopped AKS cluster starts with `az aks start`.',
    )
  return fault(
    'CLUSTER_UNREACHABLE',
    'transient',
    `The API server ${api.server} answers with status ${status} (${message}).`,
    'Try again in a minute.',
  )
}
