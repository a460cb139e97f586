import { CopilotError } from '@aks-copilot/contracts'
import { MOST_FILE_BYTES } from '../runbooks/list-runbooks.ts'
import type { BlobEntry, BlobStore } from '../ports.ts'
import { inBatches } from './in-batches.ts'
import type { SyncedFile } from './plan-sync.ts'
import { contentHash, type SyncFolder } from './sync-folder.ts'
import type { KnownFiles } from './sync-manifest.ts'
import { foldOf, isConflictCopy, isMarkdown, nameFault } from './sync-names.ts'

const MOST_BLOBS = 5000
const MOST_FILES = 500
const MOST_BYTES = 8 * 1024 * 1024

/** A file with the contents that a step may need. */
export interface SurveyedFile extends SyncedFile {
  readonly nearContent: Uint8Array | undefined
  readonly farContent: Uint8Array | undefined
}

export interface Survey {
  readonly files: readonly SurveyedFile[]
  /** `name: reason`. */
  readonly skipped: readonly string[]
}

interface Sides {
  readonly folder: SyncFolder
  readonly store: BlobStore
  readonly known: KnownFiles
  readonly signal: AbortSignal | undefined
}

/** Both sides as they are now. Contents of the store are read where their etag is new. SYNC_REFUSED beyond the limits. */
export async function survey(sides: Sides): Promise<Survey> {
  const [near, far] = await Promise.all([sides.folder.list(), farEntries(sides)])
  const skipped = [...near.skipped, ...far.skipped]
  const there = new Set([...near.names, ...far.entries.keys()])
  const twins = twinsOf(there)
  const names = [...new Set([...there, ...sides.known.keys()])].toSorted()
  const files: SurveyedFile[] = []
  await inBatches(names, async (name) => {
    if (far.blocked.has(name)) return
    const fault = nameFault(name) ?? (twins.has(name) ? 'another name differs from it in case only' : undefined)
    const file = fault ?? (await surveyed(name, far.entries.get(name), sides))
    if (typeof file !== 'string') files.push(file)
    else if (there.has(name) || !isConflictCopy(name)) skipped.push(`${name}: ${file}`)
  })
  return { files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)), skipped: skipped.toSorted() }
}

interface FarSide {
  readonly entries: ReadonlyMap<string, BlobEntry>
  /** There, and not to be touched: never taken for deleted. */
  readonly blocked: ReadonlySet<string>
  readonly skipped: readonly string[]
}

async function farEntries({ store, signal }: Sides): Promise<FarSide> {
  const all = await store.list(MOST_BLOBS, signal)
  const markdown = all.filter(({ name }) => isMarkdown(name))
  const large = markdown.filter(({ bytes }) => bytes > MOST_FILE_BYTES)
  const entries = markdown.filter(({ bytes }) => bytes <= MOST_FILE_BYTES)
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  if (entries.length > MOST_FILES || bytes > MOST_BYTES)
    throw new CopilotError({
      code: 'SYNC_REFUSED',
      category: 'validation',
      message: `${store.address} holds ${entries.length} Markdown files of ${Math.ceil(bytes / 1024)} KB; the limit is ${MOST_FILES} files and ${MOST_BYTES / 1024} KB.`,
      remedy: 'Name a folder of the container that holds the runbooks alone.',
    })
  const others = all.length - markdown.length
  return {
    entries: new Map(entries.map((entry) => [entry.name, entry])),
    blocked: new Set(large.map(({ name }) => name)),
    skipped: [
      ...large.map(({ name }) => `${name}: larger than ${MOST_FILE_BYTES / 1024} KB in the store`),
      ...(others === 0 ? [] : [`${store.address}: ${others} that are no Markdown`]),
    ],
  }
}

/** The file, or why it is left alone. */
async function surveyed(name: string, entry: BlobEntry | undefined, sides: Sides): Promise<SurveyedFile | string> {
  const { folder, store, known, signal } = sides
  const near = await folder.read(name)
  if (near === 'blocked') return 'something is in its place here that is not touched: a link, a folder, or what cannot be read'
  const before = known.get(name)
  const copyThere = before?.conflict !== undefined && (await folder.read(before.conflict.copy)) !== 'absent'
  const nearContent = near === 'absent' ? undefined : near
  const file = { name, known: before, copyThere, nearContent, near: nearContent && contentHash(nearContent) }
  const seen = [before, before?.conflict].find((version) => version !== undefined && version.hash !== '' && version.etag === entry?.etag)
  if (entry === undefined) return { ...file, far: undefined, farContent: undefined }
  if (seen !== undefined && isEnough(seen.hash, file)) return { ...file, far: { hash: seen.hash, etag: entry.etag }, farContent: undefined }
  const read = await store.read(name, MOST_FILE_BYTES, signal)
  if (read === undefined) return 'deleted in the store meanwhile: run again'
  return { ...file, far: { hash: contentHash(read.content), etag: read.etag }, farContent: read.content }
}

/** Whether no step can need the content of the other side. */
function isEnough(far: string, { near, known, copyThere }: Pick<SyncedFile, 'near' | 'known' | 'copyThere'>): boolean {
  return near === far || (known?.conflict === undefined ? known?.hash === far : copyThere || known.conflict.hash === far)
}

function twinsOf(names: ReadonlySet<string>): ReadonlySet<string> {
  const folds = Map.groupBy(names, foldOf)
  return new Set([...folds.values()].filter(({ length }) => length > 1).flat())
}
