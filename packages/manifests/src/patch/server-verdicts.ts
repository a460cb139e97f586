import type { ManifestObject } from '../source/manifest.ts'
import type { Thought } from '../think/think.ts'
import { gate } from './certify.ts'
import type { Outcome } from './patch-round.ts'

/** What a cluster said of one object in a server-side dry-run: gate 9. */
export interface ServerVerdict {
  readonly accepted: boolean
  /** The API server's refusal, or its warnings. */
  readonly detail: string
}

/** Verdicts by `serverKey`. Objects that no fix touches have none. */
export type ServerVerdicts = ReadonlyMap<string, ServerVerdict>

/** Names an object for a verdict. Without its kind, which a conversion changes. */
export function serverKey(object: ManifestObject): string {
  return `${object.file}\n${object.namespace ?? ''}\n${object.name}`
}

/** The refusal of a thought whose object the cluster turned down; undefined when it did not. */
export function serverRefusal(thought: Thought, verdicts: ServerVerdicts): Outcome | undefined {
  const verdict = verdictsOf(thought, verdicts).find(({ accepted }) => !accepted)
  if (verdict === undefined) return undefined
  return { thought, status: 'refused', gates: [gate('server-dry-run', false, verdict.detail)], reason: verdict.detail }
}

/** An outcome with the ninth gate, where the cluster was asked about its objects. */
export function withServerGate(outcome: Outcome, verdicts: ServerVerdicts): Outcome {
  const own = verdictsOf(outcome.thought, verdicts)
  if (outcome.status !== 'applied' || own.length === 0) return outcome
  return { ...outcome, gates: [...outcome.gates, gate('server-dry-run', own.every(({ accepted }) => accepted), own.map(({ detail }) => detail).join('; '))] }
}

function verdictsOf(thought: Thought, verdicts: ServerVerdicts): ServerVerdict[] {
  return thought.changes.flatMap((change) => (change.does === 'drop' ? [] : (verdicts.get(serverKey(change.object)) ?? [])))
}
