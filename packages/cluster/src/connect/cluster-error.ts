import { CopilotError } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer } from './api-server.ts'

/**
 * What a failure to talk to a cluster means for a person: CLUSTER_UNREACHABLE (worth trying again), CLUSTER_DENIED (401, 403) or
 * CLUSTER_CERTIFICATE. Other errors come back as they are.
 */
export function clusterError(error: unknown, api: Pick<ApiServer, 'name' | 'server' | 'user'>): unknown {
  if (!(error instanceof ApiFault)) return error
  if (error.reason === 'Certificate')
    return new CopilotError({
      code: 'CLUSTER_CERTIFICATE',
      category: 'validation',
      message: `The certificate of ${api.server} is not trusted (${error.message}).`,
      remedy:
        'Get the credentials again (`az aks get-credentials --overwrite-existing`); behind a proxy that opens TLS, add its authority to the kubeconfig.',
      cause: error,
    })
  return error.status === 401 || error.status === 403 ? denied(error, api) : unreachable(error, api)
}

function denied(cause: ApiFault, { name, user }: Pick<ApiServer, 'name' | 'user'>): CopilotError {
  const login = cause.status === 401
  return new CopilotError({
    code: 'CLUSTER_DENIED',
    category: 'validation',
    message: login
      ? `The cluster \`${name}\` does not accept the login of \`${user}\`.`
      : `The user \`${user}\` may not do this in the cluster \`${name}\`: ${cause.message}`,
    remedy: login
      ? 'Log in again: `az login`, then `az aks get-credentials --resource-group GROUP --name CLUSTER`.'
      : '`aks-copilot doctor` prints the rules that grant what is missing.',
    cause,
  })
}

function unreachable(cause: ApiFault, { server }: Pick<ApiServer, 'server'>): CopilotError {
  const silent = cause.status === 0
  return new CopilotError({
    code: 'CLUSTER_UNREACHABLE',
    category: 'transient',
    message: silent
      ? `The API server ${server} does not answer (${cause.message}).`
      : `The API server ${server} answers with status ${cause.status} (${cause.message}).`,
    remedy: silent
      ? 'Check the VPN, the network and --context; a stopped AKS cluster starts with `az aks start`.'
      : 'Try again in a minute.',
    cause,
  })
}
