import type { KnownFile } from './sync-manifest.ts'

/** Which way changes may go. */
export type SyncDirection = 'both' | 'push' | 'pull'

/** A file on both sides, and as both had it last; hashes of contents, undefined where there is none. */
export interface SyncedFile {
  readonly name: string
  readonly near: string | undefined
  readonly far: { readonly hash: string; readonly etag: string } | undefined
  readonly known: KnownFile | undefined
  /** Whether the copy that the last conflict left is still there. */
  readonly copyThere: boolean
}

/**
 * What to do with a file. `agree`: both sides are alike, which is to be remembered. `wait`: the direction does not allow what there is to
 * do. `conflict`: both sides changed it; `pending`: one that a person has not resolved yet.
 */
export type SyncStep =
  | 'nothing'
  | 'agree'
  | 'pull'
  | 'push'
  | 'delete-near'
  | 'delete-far'
  | 'conflict'
  | 'pending'
  | { readonly wait: 'pull' | 'push' }

/** A deletion goes over only where the other side is as it was; else the change comes back. */
export function planSync(file: Omit<SyncedFile, 'name'>, direction: SyncDirection): SyncStep {
  const { near, far } = file
  if (near === far?.hash) return isRemembered(file) ? 'nothing' : 'agree'
  if (isPending(file)) return 'pending'
  const base = baseOf(file)
  if (near === base || near === undefined) {
    if (far?.hash === base && near === undefined) return allowed('delete-far', 'push', direction)
    return allowed(far === undefined ? 'delete-near' : 'pull', 'pull', direction)
  }
  if (far === undefined || far.hash === base) return allowed('push', 'push', direction)
  return 'conflict'
}

function allowed(step: SyncStep, way: 'pull' | 'push', direction: SyncDirection): SyncStep {
  return direction === 'both' || direction === way ? step : { wait: way }
}

function isRemembered({ far, known }: Omit<SyncedFile, 'name'>): boolean {
  return far === undefined ? known === undefined : known?.etag === far.etag && known.hash === far.hash && known.conflict === undefined
}

/** The other side's version lies beside the file, and nobody has said yet what is right. */
function isPending({ far, known, copyThere }: Omit<SyncedFile, 'name'>): boolean {
  return known?.conflict !== undefined && copyThere && known.conflict.etag === far?.etag
}

/** What both had: since a conflict was resolved, the version that the person saw. */
function baseOf({ known, copyThere }: Omit<SyncedFile, 'name'>): string | undefined {
  if (known === undefined) return undefined
  const { hash } = known.conflict !== undefined && !copyThere ? known.conflict : known
  return hash === '' ? undefined : hash
}
