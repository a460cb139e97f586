import type { Skipped } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { dirname } from 'node:path'
import { type InputRole, type KustomizeTree, readKustomizeTree } from './kustomize-tree.ts'
import type { SourceFile } from './manifest.ts'
import { type Overlay, overlayBetween } from './overlay.ts'
import { inside, type Place } from './place.ts'
import { type KustomizeOptions, type RenderedObject, renderKustomize, type RenderResult } from './render-kustomize.ts'
import { splitDocuments } from './split-documents.ts'
import { readYaml } from './yaml.ts'

/** A text that was read, with its place on disk. */
export interface PlacedSource {
  readonly absolute: string
  readonly source: SourceFile
}

/**
 * Puts what Kustomize renders in the place of the files that it is made of. An object that keeps its name stays in its file,
 * with what Kustomize adds laid over it, so that it has lines and can be fixed; all others are in a rendered text of their own.
 * A root that can't be rendered is told in `skipped`, and its resource files are looked at as they stand.
 * See docs/decisions/0004-kustomize-and-helm.md.
 */
export async function placeKustomize(
  roots: readonly Place[],
  sources: readonly PlacedSource[],
  options: KustomizeOptions,
  signal: AbortSignal | undefined,
): Promise<{ files: SourceFile[]; skipped: Skipped[] }> {
  if (roots.length === 0) return { files: sources.map(({ source }) => source), skipped: [] }
  const trees = await Promise.all(roots.map(async (root) => ({ root, tree: await readKustomizeTree(root.absolute) })))
  const used = new Set(trees.flatMap(({ root, tree }) => [...tree.folders].filter((folder) => folder !== root.absolute)))
  const drafts = new Map(sources.map((one) => [one.absolute, new Draft(one)]))
  const rendered: SourceFile[] = []
  const skipped: Skipped[] = []
  for (const { root, tree } of trees.filter((one) => !used.has(one.root.absolute) && !one.tree.isComponent)) {
    const result = await render(root, tree, options, signal)
    if (!result.ok) {
      skipped.push({
        what: root.shown,
        why: `is a Kustomize folder that was not rendered, its resource files are looked at as they stand: ${result.why}`,
      })
      setAsideInputs(tree, drafts, root)
      continue
    }
    const homeless = result.objects.filter((object) => drafts.get(object.source ?? '')?.takes(object) !== true)
    if (homeless.length > 0)
      rendered.push({
        path: inside(root, 'kustomization.yaml (rendered)').shown,
        text: homeless.map(({ text }) => text).join(''),
        origin: 'kustomize',
      })
    for (const [path, role] of tree.files) drafts.get(path)?.belongs(role)
    for (const folder of tree.folders)
      for (const [path, draft] of drafts) if (dirname(path) === folder && isKustomization(path)) draft.belongs('patch')
  }
  return { files: [...[...drafts.values()].map((draft) => draft.finish()), ...rendered], skipped }
}

async function render(root: Place, tree: KustomizeTree, options: KustomizeOptions, signal: AbortSignal | undefined): Promise<RenderResult> {
  const [remote] = tree.remote
  if (remote !== undefined)
    return {
      ok: false,
      why: `it uses ${remote}, and nothing is fetched here; \`kubectl kustomize ${root.shown} | aks-copilot check -\` does`,
    }
  return renderKustomize(root.absolute, options, signal)
}

function setAsideInputs(tree: KustomizeTree, drafts: ReadonlyMap<string, Draft>, root: Place): void {
  for (const [path, role] of tree.files) {
    if (role !== 'resource')
      drafts
        .get(path)
        ?.setAside(
          role === 'patch'
            ? `is a part of the Kustomize folder ${root.shown}, not a whole object`
            : `is data for a generator of the Kustomize folder ${root.shown}`,
        )
  }
  for (const [path, draft] of drafts) if (dirname(path) === root.absolute && isKustomization(path)) draft.setAside('')
}

function isKustomization(path: string): boolean {
  return /[\\/](?:kustomization\.ya?ml|Kustomization)$/.test(path)
}

/** One source file on its way: which of its documents were rendered, and into what. */
class Draft {
  readonly #source: SourceFile
  readonly #overlays = new Map<number, Overlay>()
  #isInput = false
  #reason = ''
  #byName: ReadonlyMap<string, readonly Candidate[]> | undefined

  constructor({ source }: PlacedSource) {
    this.#source = source
  }

  /** Whether the object has its place in this file: one document of its name, which no other root has taken. */
  takes({ value }: RenderedObject): boolean {
    this.#byName ??= Map.groupBy(candidatesIn(this.#source.text), (candidate) => nameKey(candidate.value))
    const fits = (this.#byName.get(nameKey(value)) ?? []).flatMap((candidate) => {
      const overlay = this.#overlays.has(candidate.index) ? undefined : overlayBetween(candidate.value, value)
      return overlay === undefined ? [] : [{ index: candidate.index, overlay }]
    })
    const [first] = fits
    if (first === undefined || fits.length > 1) return false
    this.#overlays.set(first.index, first.overlay)
    return true
  }

  belongs(role: InputRole): void {
    this.#isInput = true
    if (role !== 'resource') this.#reason = ''
  }

  setAside(reason: string): void {
    this.#isInput = true
    this.#reason = reason
  }

  /** Documents of an input that no rendered object was laid over are part of what was rendered elsewhere. */
  finish(): SourceFile {
    if (!this.#isInput) return this.#source
    const documents = splitDocuments(this.#source.text)
    const setAside = new Map(documents.flatMap((_, index) => (this.#overlays.has(index) ? [] : [[index, this.#reason] as const])))
    return { ...this.#source, overlays: this.#overlays, setAside }
  }
}

type Json = Readonly<Record<string, unknown>>

interface Candidate {
  readonly index: number
  readonly value: Json
}

function candidatesIn(text: string): Candidate[] {
  return splitDocuments(text).flatMap((document, index) => {
    const read = readYaml(document)
    return read.ok && isMap(read.value) ? [{ index, value: read.value }] : []
  })
}

function nameKey({ kind, metadata }: Json): string {
  return `${String(kind)}\n${isMap(metadata) ? String(metadata['name']) : ''}`
}
