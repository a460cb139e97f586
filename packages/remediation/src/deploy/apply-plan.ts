import { CopilotError, type DeployedObject } from '@aks-copilot/contracts'
import type { ObjectWriter } from '../ports.ts'
import { conflictText, planObject, type PlannedObject, versioned } from './plan-deploy.ts'

type Json = Readonly<Record<string, unknown>>

/** What was planned for one object, and what came of it. */
export interface Deployed {
  readonly planned: PlannedObject
  readonly result: DeployedObject['result']
  readonly why?: string
  /** As the server had it right after; undefined where nothing was written. */
  readonly after?: Json
}

export interface ApplyOptions {
  readonly signal: AbortSignal
  /** Told before each write, so that no write goes unrecorded. */
  readonly onWrite: (planned: PlannedObject) => void
}

/** What was done, whatever ended it. */
export interface Applied {
  readonly deployed: readonly Deployed[]
  /** What ended it that is no answer of the cluster: an audit trail that is full, a fault of our own. */
  readonly fault?: Error
}

const TRIES = 3

/**
 * Writes the objects of a plan one after the other, and stops at the first that is not taken, or not recorded. A write that began is waited
 * for also when the signal aborts: what was done is always known. What is not in the answer was not tried. Never throws.
 */
export async function applyPlan(
  planned: readonly PlannedObject[],
  writer: ObjectWriter,
  { signal, onWrite }: ApplyOptions,
): Promise<Applied> {
  const done: Deployed[] = []
  for (const one of planned) {
    if (one.action === 'none') {
      done.push({ planned: one, result: 'none' })
      continue
    }
    if (signal.aborted) break
    try {
      onWrite(one)
    } catch (error) {
      // What cannot be recorded is not done; what was done before is still told.
      const fault = faultOf(error)
      return { deployed: [...done, { planned: one, result: 'failed', why: `${saidBy(fault)} It was not written` }], fault }
    }
    try {
      const deployed = await applyOne(one, writer)
      done.push(deployed)
      if (deployed.result !== 'applied') break
    } catch (error) {
      // A server that went away does not hide what was applied before; what was asked of it last may have been done all the same.
      const fault = faultOf(error)
      const failed: Deployed = { planned: one, result: 'failed', why: `${saidBy(fault)} It may have been applied all the same` }
      return { deployed: [...done, failed], ...(fault instanceof CopilotError ? {} : { fault }) }
    }
  }
  return { deployed: done }
}

export function faultOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** Of a fault of our own the log says more. */
export function saidBy(fault: Error): string {
  return fault instanceof CopilotError ? fault.message : 'Something is wrong in aks-copilot itself.'
}

async function applyOne(planned: PlannedObject, writer: ObjectWriter): Promise<Deployed> {
  if (planned.takes.length > 0) return await takeOver(planned, writer)
  const uid = planned.live === undefined ? {} : { uid: uidOf(planned.live) }
  const answer = await writer.apply(withMetadata(planned.manifest, uid), { dryRun: false, force: false })
  if (answer.verdict === 'applied') return { planned, result: 'applied', after: answer.object }
  return { planned, result: 'failed', why: answer.verdict === 'conflict' ? conflictText(answer.conflicts) : answer.why }
}

/** Fields are taken only from the version whose conflicts were agreed to; where another one came meanwhile, it is looked at anew. */
async function takeOver(planned: PlannedObject, writer: ObjectWriter): Promise<Deployed> {
  const agreed = new Set(planned.takes.map(({ manager, field }) => `${manager} ${field}`))
  let current = planned
  for (let tries = 1; current.live !== undefined; tries += 1) {
    const answer = await writer.apply(versioned(current.manifest, current.live), { dryRun: false, force: true })
    if (answer.verdict === 'applied') return { planned: current, result: 'applied', after: answer.object }
    const why = answer.verdict === 'conflict' ? conflictText(answer.conflicts) : answer.why
    if (answer.verdict !== 'refused' || answer.reason !== 'stale' || tries === TRIES) return { planned, result: 'failed', why }
    const again = await planObject(planned, writer, { takeFrom: planned.takes.map(({ manager }) => manager) })
    if ('why' in again) return { planned, result: 'failed', why: again.why }
    if (again.takes.some(({ manager, field }) => !agreed.has(`${manager} ${field}`)))
      return { planned, result: 'failed', why: `changed meanwhile: ${conflictText(again.takes)}` }
    current = again
  }
  return { planned, result: 'failed', why: 'is gone' }
}

function uidOf(live: Json): unknown {
  return (live['metadata'] as Json | undefined)?.['uid']
}

function withMetadata(manifest: Json, added: Json): Json {
  return { ...manifest, metadata: { ...(manifest['metadata'] as Json), ...added } }
}
