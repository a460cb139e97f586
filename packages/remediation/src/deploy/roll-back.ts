import { compareVersions } from '@aks-copilot/cluster'
import type { ObjectWriter } from '../ports.ts'
import { type Deployed, faultOf, saidBy } from './apply-plan.ts'
import { metadataOf } from './deploy-bounds.ts'
import { otherManagers, restoringManifest } from './owned-fields.ts'
import { conflictText, type PlannedObject } from './plan-deploy.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Takes back what was applied, the last first: what was new is removed (that object alone, by its uid), what was changed gets the values that
 * it had. What somebody else set meanwhile is left alone, and said.
 */
export async function rollBack(
  deployed: readonly Deployed[],
  writer: ObjectWriter,
  onWrite: (planned: PlannedObject) => void,
): Promise<Deployed[]> {
  const results: Deployed[] = []
  for (const one of deployed.toReversed()) results.push(await takeBack(one, writer, onWrite))
  return results.toReversed()
}

async function takeBack(one: Deployed, writer: ObjectWriter, onWrite: (planned: PlannedObject) => void): Promise<Deployed> {
  const { planned, after } = one
  if (one.result !== 'applied' || after === undefined) return one
  try {
    // What cannot be recorded is not done: it stays as it is, and the others are tried.
    onWrite(planned)
    return planned.live === undefined ? await removeCreated(one, after, writer) : await restore(one, planned.live, after, writer)
  } catch (error) {
    return { ...one, result: 'not-taken-back', why: saidBy(faultOf(error)) }
  }
}

async function removeCreated(one: Deployed, after: Json, writer: ObjectWriter): Promise<Deployed> {
  const others = otherManagers(after)
  const { uid } = metadataOf(after)
  // Somebody made it between our look and our write: it is theirs.
  if (others.length > 0) return { ...one, result: 'not-taken-back', why: `was made by ${others.join(', ')} meanwhile` }
  if (typeof uid !== 'string') return { ...one, result: 'not-taken-back', why: 'has no uid' }
  const answer = await writer.remove(one.planned.object, uid)
  return answer === 'other'
    ? { ...one, result: 'not-taken-back', why: 'was made anew by somebody else meanwhile' }
    : { ...one, result: 'removed' }
}

async function restore(one: Deployed, before: Json, after: Json, writer: ObjectWriter): Promise<Deployed> {
  const manifest = restoringManifest(before, after)
  const answer = await writer.apply(
    { ...manifest, metadata: { ...metadataOf(manifest), uid: metadataOf(before)['uid'] } },
    { dryRun: false, force: false },
  )
  if (answer.verdict !== 'applied')
    return { ...one, result: 'not-taken-back', why: answer.verdict === 'conflict' ? conflictText(answer.conflicts) : answer.why }
  const { same, text } = compareVersions(before, answer.object)
  return same ? { ...one, result: 'restored' } : { ...one, result: 'not-taken-back', why: `still differs from before: ${text}` }
}
