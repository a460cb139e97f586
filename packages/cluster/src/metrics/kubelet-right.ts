import type { ApiServer } from '../connect/api-server.ts'
import { Rights } from '../connect/ask-rights.ts'

/** Tells whether kubelets may be asked through the API server; asks it once. Where it does not tell, the kubelets themselves will. */
export function kubeletRight(api: ApiServer, signal?: AbortSignal): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined
  return async () => await (answer ??= new Rights(api, signal).may({ verb: 'get', group: '', resource: 'nodes/proxy' }).catch(() => true))
}
