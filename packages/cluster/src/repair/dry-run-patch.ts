import type { LiveReference } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer, type TriedChange } from '../connect/api-server.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'
import { watchedKind } from '../watch/kinds.ts'

/** `not-tried`: of an unknown kind, not allowed to try, or the server did not answer. The detail says which, or what was refused. */
export interface DryRunVerdict {
  readonly verdict: 'accepted' | 'refused' | 'not-tried'
  readonly detail: string
}

const TIMEOUT_MS = 10_000

/** Asks the API server whether it would take a change of one object, or a manifest of it: a dry-run, which stores nothing. */
export async function dryRunPatch(
  api: ApiServer,
  object: LiveReference,
  change: TriedChange,
  signal?: AbortSignal,
): Promise<DryRunVerdict> {
  // A manifest is taken only at the address of its own version.
  const path = pathOf(object, 'manifest' in change ? change.manifest['apiVersion'] : undefined)
  if (path === undefined) return { verdict: 'not-tried', detail: `not tried: where a ${object.kind} lies is not known` }
  try {
    await api.dryRun(path, change, { signal, timeout: TIMEOUT_MS })
    return { verdict: 'accepted', detail: 'the API server would take it' }
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error
    signal?.throwIfAborted()
    const detail = maskSecrets(error.message)
    const tried = error.status !== 403 && error.status !== 401 && !error.isTransient
    return tried ? { verdict: 'refused', detail } : { verdict: 'not-tried', detail: `not tried: ${detail}` }
  }
}

/** The path of one object of a kind that is watched; undefined for other kinds, and another group than theirs. */
function pathOf({ kind, namespace, name }: LiveReference, apiVersion: unknown): string | undefined {
  const known = watchedKind(kind)
  if (known === undefined) return undefined
  const group = known.group === '' ? '' : `${known.group}/`
  const version = typeof apiVersion === 'string' ? apiVersion : `${group}${known.group === '' ? 'v1' : known.versions[0]}`
  const isOwn = version.startsWith(group) && /^v\d+((alpha|beta)\d+)?$/.test(version.slice(group.length))
  if (!isOwn) return undefined
  const base = known.group === '' ? `/api/${version}` : `/apis/${version}`
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${base}${place}/${known.plural}/${encodeURIComponent(name)}`
}
