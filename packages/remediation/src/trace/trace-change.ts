import type { FileEdit } from '@aks-copilot/contracts'
import type { GitFile, ManifestRenderer, SourceOfManifests } from '../ports.ts'
import type { CandidateEdit } from './candidate-edit.ts'
import { differenceBetween } from './compare-renderings.ts'
import { fileEdits } from './file-edits.ts'
import { helmCandidates } from './helm-candidates.ts'
import { kustomizeCandidates } from './kustomize-candidates.ts'
import { resourceCandidates } from './resource-candidates.ts'
import { type LiveChange, wantedFields, type WantedField, withValue } from './wanted-change.ts'

export interface TraceRequest {
  readonly source: SourceOfManifests
  /** Every file that the source may read, from the root of the repository. */
  readonly files: readonly GitFile[]
  /** What shall become of live objects; what is to be said of them in Git is found here. */
  readonly changes: readonly LiveChange[]
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
  /** One clause: what could not be found, or what else would change. */
  | { readonly ok: false; readonly why: string }

type Json = Readonly<Record<string, unknown>>

/** Each candidate is rendered: so many for one field at most. */
const MOST_CANDIDATES = 40

/**
 * Finds the lines in Git that set the changed fields, and proves it: rendered with the edits, nothing but the wanted fields differs from what
 * is rendered without them. So nothing needs to be known of how Kustomize or Helm come to their result.
 */
export async function traceChanges({ source, files, changes, renderer, signal }: TraceRequest): Promise<Trace> {
  const present = await renderer.render(source, files, signal)
  if (!present.ok) return { ok: false, why: `what is in Git could not be rendered: ${present.why}` }
  const wanted = wantedFields(changes, present.objects, source.namespace)
  if (!wanted.ok) return wanted
  let [texts, objects] = [files, present.objects]
  const places: string[][] = changes.map(() => [])
  for (const field of wanted.fields) {
    const target = objects.map((object, index) => (index === field.object ? (withValue(object, field.path, field.after) as Json) : object))
    const found = await firstThatFits(candidatesFor(field, objects, source, texts), target, { source, texts, renderer, signal })
    if (!found.ok) return { ok: false, why: `${describe(field, objects)}: ${found.why}` }
    places[field.change]?.push(`${found.edit.file}:${found.edit.line}`)
    ;[texts, objects] = [found.texts, target]
  }
  return { ok: true, files: fileEdits(files, texts), places }
}

function candidatesFor(
  field: WantedField,
  objects: readonly Json[],
  source: SourceOfManifests,
  files: readonly GitFile[],
): CandidateEdit[] {
  const object = objects[field.object] ?? {}
  if (source.kind === 'kustomize') return kustomizeCandidates(field, object, files)
  if (source.kind === 'helm') return helmCandidates(field, object, source, files)
  return resourceCandidates(field, object, files)
}

interface Setting {
  readonly source: SourceOfManifests
  readonly texts: readonly GitFile[]
  readonly renderer: ManifestRenderer
  readonly signal: AbortSignal
}

type Fit =
  | { readonly ok: true; readonly edit: CandidateEdit; readonly texts: readonly GitFile[] }
  | { readonly ok: false; readonly why: string }

async function firstThatFits(
  candidates: readonly CandidateEdit[],
  target: readonly Json[],
  { source, texts, renderer, signal }: Setting,
): Promise<Fit> {
  let why: string | undefined
  for (const edit of candidates.slice(0, MOST_CANDIDATES)) {
    const edited = texts.map((file) => (file.path === edit.file ? { ...file, text: edit.text } : file))
    const rendered = await renderer.render(source, edited, signal)
    const difference = rendered.ok ? differenceBetween(rendered.objects, target) : rendered.why
    if (difference === undefined) return { ok: true, edit, texts: edited }
    why ??= `${edit.file}:${edit.line} sets it, but ${difference}`
  }
  return { ok: false, why: why ?? notFound(source) }
}

function notFound({ helm, kustomize, kind }: SourceOfManifests): string {
  const own = kind === 'helm' ? helm?.values !== undefined || (helm?.parameters.length ?? 0) > 0 : kustomize !== undefined
  return own ? 'no line in Git sets it; the Application itself may' : 'no line in Git sets it'
}

function describe({ object, path }: WantedField, objects: readonly Json[]): string {
  const { kind, metadata } = (objects[object] ?? {}) as { kind?: string; metadata?: Json }
  return `${kind ?? ''} ${String(metadata?.['name'])} /${path.join('/')}`
}
