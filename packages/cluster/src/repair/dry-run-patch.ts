import type { LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer } from '../connect/api-server.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'
import { watchedKind } from '../watch/kinds.ts'

/** `not-tried`: of an unknown kind, not allowed to try, or the server did not answer. The detail says which, or what was refused. */
export interface DryRunVerdict {
  readonly verdict: 'accepted' | 'refused' | 'not-tried'
  readonly detail: string
}

const TIMEOUT_MS = 10_000

/** Asks the API server whether it would take a patch of one live object: a dry-run, which stores nothing. */
export async function dryRunPatch(
  api: ApiServer,
  object: LiveReference,
  operations: readonly PatchOperation[],
  signal?: AbortSignal,
): Promise<DryRunVerdict> {
  const path = pathOf(object)
  if (path === undefined) return { verdict: 'not-tried', detail: `not tried: where a ${object.kind} lies is not known` }
  try {
    await api.dryRun(path, operations, { signal, timeout: TIMEOUT_MS })
    return { verdict: 'accepted', detail: 'the API server would take it' }
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error
    signal?.throwIfAborted()
    const detail = maskSecrets(error.message)
    const tried = error.status !== 403 && error.status !== 401 && !error.isTransient
    return tried ? { verdict: 'refused', detail } : { verdict: 'not-tried', detail: `not tried: ${detail}` }
  }
}

/** The path of one object of a kind that is watched. */
function pathOf({ kind, namespace, name }: LiveReference): string | undefined {
  const known = watchedKind(kind)
  if (known === undefined) return undefined
  const base = known.group === '' ? '/api/v1' : `/apis/${known.group}/${known.versions[0]}`
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${base}${place}/${known.plural}/${encodeURIComponent(name)}`
}
