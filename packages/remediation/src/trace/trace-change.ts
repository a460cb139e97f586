import type { FileEdit } from '@aks-copilot/contracts'
import { sameJson } from '@aks-copilot/kubernetes'
import type { GitFile, ManifestRenderer, RenderedManifests, SourceOfManifests } from '../ports.ts'
import { candidatesFor } from './candidates-for.ts'
import { fileEdits } from './file-edits.ts'
import { firstThatFits, type Setting } from './first-that-fits.ts'
import { differenceBetween } from './compare-renderings.ts'
import { type LiveChange, wantedFields, type WantedField, withValue } from './wanted-change.ts'

export interface TraceRequest {
  readonly source: SourceOfManifests
  /** Every file that the source may read, from the root of the repository. */
  readonly files: readonly GitFile[]
  /** What shall become of live objects; what is to be said of them in Git is found here. */
  readonly changes: readonly LiveChange[]
  readonly renderer: ManifestRenderer
  /** What the files render to, where that is known already. */
  readonly present?: RenderedManifests | undefined
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

/** Fields that are looked for one by one; so many in one change are no repair any more. */
const MOST_FIELDS = 20

/**
 * Finds the lines in Git that set the changed fields, and proves it: rendered with the edits, nothing but the wanted fields differs from what
 * is rendered without them. So nothing needs to be known of how Kustomize or Helm come to their result.
 */
export async function traceChanges(request: TraceRequest): Promise<Trace> {
  const { source, files, changes, renderer, signal } = request
  const present = request.present ?? (await renderer.render(source, files, signal))
  if (!present.ok) return { ok: false, why: `what is in Git could not be rendered: ${present.why}` }
  const wanted = wantedFields(changes, present.objects, source.namespace)
  if (!wanted.ok) return wanted
  if (wanted.fields.length > MOST_FIELDS) return { ok: false, why: `more than ${MOST_FIELDS} fields would have to change` }
  const setting = { source, texts: files, renderer, signal }
  const found = (await allAtOnce(wanted.fields, present.objects, setting)) ?? (await oneByOne(wanted.fields, present.objects, setting))
  if (!found.ok) return found
  const places = changes.map((_change, index) => [...(found.places.get(index) ?? [])])
  return { ok: true, files: fileEdits(files, found.texts), places }
}

type Found =
  | { readonly ok: true; readonly texts: readonly GitFile[]; readonly places: ReadonlyMap<number, ReadonlySet<string>> }
  | { readonly ok: false; readonly why: string }

/** For several fields: the likeliest place of each, rendered once. */
async function allAtOnce(fields: readonly WantedField[], present: readonly Json[], setting: Setting): Promise<Found | undefined> {
  if (fields.length < 2) return undefined
  let [texts, objects] = [setting.texts, present]
  const places = new Map<number, Set<string>>()
  for (const field of fields) {
    const [edit] = candidatesFor(field, objects, setting.source, texts)
    if (edit === undefined) return undefined
    texts = texts.map((file) => (file.path === edit.file ? { ...file, text: edit.text } : file))
    objects = changed(objects, field)
    note(places, field.change, `${edit.file}:${edit.line}`)
  }
  const rendered = await setting.renderer.render(setting.source, texts, setting.signal)
  return rendered.ok && differenceBetween(rendered.objects, objects) === undefined ? { ok: true, texts, places } : undefined
}

/** Field by field; an edit that does for other wanted fields too is theirs. */
async function oneByOne(fields: readonly WantedField[], present: readonly Json[], setting: Setting): Promise<Found> {
  let [texts, objects] = [setting.texts, present]
  const places = new Map<number, Set<string>>()
  const done = new Set<WantedField>()
  for (const field of fields) {
    if (done.has(field)) continue
    done.add(field)
    const others = fields.filter((other) => !done.has(other))
    const fit = await firstThatFits(field, others, objects, { ...setting, texts })
    if (!fit.ok) return { ok: false, why: `${describe(field, objects)}: ${fit.why}` }
    for (const also of fit.also) done.add(also)
    for (const one of [field, ...fit.also]) note(places, one.change, `${fit.edit.file}:${fit.edit.line}`)
    ;[texts, objects] = [fit.texts, fit.objects]
  }
  const wanted = fields.reduce<readonly Json[]>(changed, present)
  return sameJson(objects, wanted) ? { ok: true, texts, places } : { ok: false, why: 'the changes cannot be told from each other in Git' }
}

function note(places: Map<number, Set<string>>, change: number, place: string): void {
  places.set(change, (places.get(change) ?? new Set()).add(place))
}

function changed(objects: readonly Json[], field: WantedField): readonly Json[] {
  return objects.map((object, index) => (index === field.object ? (withValue(object, field.path, field.after) as Json) : object))
}

function describe({ object, path }: WantedField, objects: readonly Json[]): string {
  const { kind, metadata } = (objects[object] ?? {}) as { kind?: string; metadata?: Json }
  return `${kind ?? ''} ${String(metadata?.['name'])} /${path.join('/')}`
}
