import { describeObject, type Field } from '@aks-copilot/kubernetes'
import type { TargetProfile } from '../../profiles/profile.ts'
import type { Bundle } from '../../source/bundle.ts'
import type { ManifestObject } from '../../source/manifest.ts'
import { escapeMarkdown, inlineCode } from '../markdown/escape.ts'
import { Positions } from '../positions.ts'
import { fileTitle } from '../wording.ts'

/** One thing that Azure or the cluster must have. */
export interface Need {
  /** Markdown, one line. */
  readonly what: string
  /** Where a manifest asks for it; Markdown. */
  readonly because: readonly string[]
  /** Shell lines that make it. */
  readonly make?: readonly string[]
}

export interface Section {
  readonly title: string
  /** Markdown under the title. */
  readonly intro?: string
  readonly needs: readonly Need[]
}

/** The manifests as they are after the fixes, and where in them something stands. */
export class Survey {
  readonly bundle: Bundle
  readonly target: TargetProfile
  readonly #positions: Positions

  constructor(bundle: Bundle, target: TargetProfile) {
    this.bundle = bundle
    this.target = target
    this.#positions = new Positions(bundle)
  }

  get objects(): readonly ManifestObject[] {
    return this.bundle.objects
  }

  /** Objects of one kind in one API group. */
  of(kind: string, group: string): ManifestObject[] {
    return this.bundle.of(kind).filter((object) => 'documentId' in object && object.group === group)
  }

  /** `Deployment shop/web, web.yaml:12`. */
  place(object: ManifestObject, at?: Field): string {
    const { line } = this.#positions.of(object, at?.pointer ?? '')
    return `${escapeMarkdown(describeObject(object))}, ${inlineCode(`${fileTitle(object.file)}:${line}`)}`
  }
}

/** A value of a manifest as one word of a shell command. */
export function word(value: string): string {
  // oxlint-disable-next-line no-control-regex -- a control character has no business in a command to copy
  const clean = value.toWellFormed().replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '')
  return /^[\w./:=@+-]+$/.test(clean) && !clean.startsWith('-') ? clean : `'${clean.replaceAll("'", String.raw`'\''`)}'`
}

/** Letters and digits only, as names of node pools and registries must be. */
export function plainName(value: string, most: number, fallback: string): string {
  const name = value
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, '')
    .replace(/^\d+/, '')
    .slice(0, most)
  return name === '' ? fallback : name
}

/** Groups while keeping the order of the first meeting. */
export function gather<Item>(items: Iterable<Item>, key: (item: Item) => string): [string, Item[]][] {
  return [...Map.groupBy(items, key)]
}
