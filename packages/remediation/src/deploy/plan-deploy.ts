import { compareVersions } from '@aks-copilot/cluster'
import type { DeployedObject, DeployRefusal, FieldConflict, LiveReference } from '@aks-copilot/contracts'
import type { ApplyAnswer, ObjectWriter } from '../ports.ts'
import { type BoundedObject, metadataOf } from './deploy-bounds.ts'

type Json = Readonly<Record<string, unknown>>

/** One object that the API server would take, and what that would change. */
export interface PlannedObject extends Pick<DeployedObject, 'action' | 'text' | 'diff' | 'takes'> {
  readonly object: LiveReference
  readonly manifest: Json
  /** As it was when it was looked at; undefined where it was not there. */
  readonly live: Json | undefined
}

export interface DeployPlan {
  readonly objects: readonly PlannedObject[]
  readonly refusals: readonly DeployRefusal[]
}

export interface PlanOptions {
  /** Field managers from which fields may be taken. */
  readonly takeFrom: readonly string[]
  readonly signal?: AbortSignal | undefined
}

const AT_ONCE = 8

/** Asks the API server what each object would become (a dry-run, which stores nothing), and compares with what is live. */
export async function planDeploy(objects: readonly BoundedObject[], writer: ObjectWriter, options: PlanOptions): Promise<DeployPlan> {
  const planned: PlannedObject[] = []
  const refusals: DeployRefusal[] = []
  for (let start = 0; start < objects.length; start += AT_ONCE) {
    const results = await Promise.all(objects.slice(start, start + AT_ONCE).map(async (one) => await planObject(one, writer, options)))
    for (const result of results) {
      if ('why' in result) refusals.push(result)
      else planned.push(result)
    }
  }
  return { objects: planned, refusals: await withMissingRights(refusals, objects, writer, options.signal) }
}

/** One object. */
export async function planObject(
  { object, manifest }: BoundedObject,
  writer: ObjectWriter,
  { takeFrom, signal }: PlanOptions,
): Promise<PlannedObject | (DeployRefusal & { forbidden?: boolean })> {
  const live = await writer.read(object, signal)
  const asked = await writer.apply(manifest, { dryRun: true, force: false }, signal)
  const conflicts = asked.verdict === 'conflict' ? asked.conflicts : []
  if (conflicts.some(({ manager }) => !takeFrom.includes(manager)))
    return { object, why: conflictText(conflicts), conflicts: [...conflicts] }
  const answer =
    conflicts.length === 0 || live === undefined
      ? asked
      : await writer.apply(versioned(manifest, live), { dryRun: true, force: true }, signal)
  if (answer.verdict !== 'applied') return { object, ...refusalOf(answer) }
  if (live === undefined) return { object, manifest, live, action: 'create', text: 'new', diff: [], takes: [] }
  const { same, text, diff } = compareVersions(live, answer.object)
  return { object, manifest, live, action: same && conflicts.length === 0 ? 'none' : 'change', text, diff, takes: [...conflicts] }
}

/** The manifest for the object as it is now, and for no other one. */
export function versioned(manifest: Json, live: Json): Json {
  const { resourceVersion, uid } = metadataOf(live)
  return { ...manifest, metadata: { ...metadataOf(manifest), resourceVersion, uid } }
}

function refusalOf(answer: Exclude<ApplyAnswer, { verdict: 'applied' }>): { why: string; forbidden?: boolean } {
  if (answer.verdict === 'conflict') return { why: conflictText(answer.conflicts) }
  return answer.reason === 'forbidden' ? { why: answer.why, forbidden: true } : { why: answer.why }
}

/** `` `kubectl` set .spec.replicas to another value``, by manager. */
export function conflictText(conflicts: readonly FieldConflict[]): string {
  const byManager = Map.groupBy(conflicts, ({ manager }) => manager)
  return [...byManager]
    .map(([manager, fields]) => `\`${manager}\` set ${fields.map(({ field }) => field).join(', ')} to another value`)
    .join('; ')
}

/** RBAC names one missing right at a time; a person asks for all of them at once. */
async function withMissingRights(
  refusals: readonly (DeployRefusal & { forbidden?: boolean })[],
  objects: readonly BoundedObject[],
  writer: ObjectWriter,
  signal: AbortSignal | undefined,
): Promise<DeployRefusal[]> {
  const plain = refusals.map(({ object, why, conflicts }) => ({ object, why, ...(conflicts === undefined ? {} : { conflicts }) }))
  if (!refusals.some(({ forbidden }) => forbidden === true)) return plain
  const missing = await writer.missingRights([...new Set(objects.map(({ object }) => object.kind))], ['get', 'create', 'patch'], signal)
  return plain.map((refusal, index) =>
    refusals[index]?.forbidden === true && missing.length > 0
      ? { ...refusal, why: `${refusal.why}. Missing rights: ${missing.join(', ')}` }
      : refusal,
  )
}
