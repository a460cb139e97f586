import type { FileEdit, LiveReference, PatchOperation } from '@aks-copilot/contracts'
import type { GitFile, ManifestRenderer, SourceOfManifests } from '../ports.ts'

export interface TraceRequest {
  readonly source: SourceOfManifests
  /** Every file that the source may read, from the root of the repository. */
  readonly files: readonly GitFile[]
  /** What shall become of live objects; what is to be said of them in Git is found here. */
  readonly changes: readonly { readonly object: LiveReference; readonly operations: readonly PatchOperation[] }[]
  readonly renderer: ManifestRenderer
  readonly signal: AbortSignal
}

export type Trace =
  | {
      readonly ok: true
      readonly files: readonly FileEdit[]
      /** For each change: `overlays/prod/kustomization.yaml:12`. */
      readonly places: readonly (readonly string[])[]
    }
  /** One sentence: what could not be found, or what else would change. */
  | { readonly ok: false; readonly why: string }

/** Finds the lines in Git that set the changed fields, and proves it: rendered with the edits, nothing but the wanted change differs. */
export async function traceChanges(_request: TraceRequest): Promise<Trace> {
  return { ok: false, why: 'not built yet' }
}
