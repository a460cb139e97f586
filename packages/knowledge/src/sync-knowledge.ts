import type { BlobStore } from './ports.ts'
import { inBatches } from './sync/in-batches.ts'
import { planSync, type SyncDirection, type SyncStep } from './sync/plan-sync.ts'
import { type Survey, survey, type SurveyedFile } from './sync/survey.ts'
import { SyncRun } from './sync/sync-run.ts'
import type { SyncFolder } from './sync/sync-folder.ts'
import type { SyncOutcome } from './sync/sync-outcome.ts'
import { manifestText, parseManifest } from './sync/sync-manifest.ts'

export interface SyncOptions {
  readonly folder: SyncFolder
  readonly store: BlobStore
  /** Default: both. */
  readonly direction?: SyncDirection | undefined
  /** Says what would be done, and writes nothing. */
  readonly dryRun?: boolean | undefined
  /** Deletes even where most of the files would go. */
  readonly deleteMany?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a sync did, or would do. */
export interface SyncReport {
  readonly store: string
  readonly dryRun: boolean
  readonly outcomes: readonly SyncOutcome[]
  readonly unchanged: number
  /** `name: reason`. */
  readonly skipped: readonly string[]
}

/** Beyond these, most files gone at once is taken for a mistake: another folder, an emptied container. */
const FEW_DELETIONS = 3

/**
 * Brings a folder of runbooks and a store to the same state, by what both had last. Where both changed a file, nothing is overwritten: the
 * store's version is put beside it, and said. Killed at any moment, the next run finishes. Throws the faults of the store and WRITE_FAILED.
 */
export async function syncKnowledge(options: SyncOptions): Promise<SyncReport> {
  const { folder, store, direction = 'both', dryRun = false, deleteMany = false, signal } = options
  const text = await folder.readManifest()
  const known = new Map(parseManifest(text, store.address))
  const found = await survey({ folder, store, known, signal })
  const planned = found.files.map((file) => ({ file, step: planSync(file, direction) }))
  const held = deleteMany ? new Set<SyncStep>() : tooMany(planned, known.size)
  const run = new SyncRun({ folder, store, known, dryRun, signal })
  let saved = text
  await inBatches(
    planned,
    ({ file, step }) => (held.has(step) ? run.hold(file) : run.take(file, step)),
    async () => {
      const now = manifestText(known, store.address)
      if (dryRun || now === saved) return
      await folder.writeManifest(now)
      saved = now
    },
  )
  return reportOf(run, found, store.address, dryRun)
}

function tooMany(planned: readonly { readonly file: SurveyedFile; readonly step: SyncStep }[], known: number): ReadonlySet<SyncStep> {
  const many = (['delete-near', 'delete-far'] as const).filter((kind) => {
    const count = planned.filter(({ step }) => step === kind).length
    return count > FEW_DELETIONS && count * 2 > known
  })
  return new Set(many)
}

function reportOf({ outcomes, skipped }: SyncRun, { files, skipped: left }: Survey, store: string, dryRun: boolean): SyncReport {
  const sorted = outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const there = files.filter(({ near, far }) => near !== undefined || far !== undefined)
  const untold = new Set([...outcomes.map(({ name }) => name), ...skipped.map((line) => line.slice(0, line.lastIndexOf(':')))])
  const unchanged = there.filter(({ name }) => !untold.has(name)).length
  return { store, dryRun, outcomes: sorted, unchanged, skipped: [...left, ...skipped] }
}
