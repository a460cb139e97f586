import type { PatchOperation } from '@aks-copilot/contracts'
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

/** Names an object for a verdict. A Deployment and a Service of one name are two objects, so the kind belongs to it. */
export function serverKey(object: Pick<ManifestObject, 'file' | 'kind' | 'namespace' | 'name'>): string {
  return `${object.kind}\n${nameKey(object)}`
}

function nameKey({ file, namespace, name }: Pick<ManifestObject, 'file' | 'namespace' | 'name'>): string {
  return `${file}\n${namespace ?? ''}\n${name}`
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
  return {
    ...outcome,
    gates: [
      ...outcome.gates,
      gate(
        'server-dry-run',
        own.every(({ accepted }) => accepted),
        own.map(({ detail }) => detail).join('; '),
      ),
    ],
  }
}

function verdictsOf(thought: Thought, verdicts: ServerVerdicts): ServerVerdict[] {
  return thought.changes.flatMap((change) => {
    if (change.does === 'edit') return verdictsOn(change.object, kindAfter(change.operations) ?? change.object.kind, verdicts)
    return change.does === 'add' ? change.objects.flatMap((object) => verdictOnAdded(object, change.object.file, verdicts)) : []
  })
}

/** What was said of the object as the fix leaves it. A later fix may have changed its kind: then of every object of its name. */
function verdictsOn(object: ManifestObject, kind: string, verdicts: ServerVerdicts): ServerVerdict[] {
  const own = verdicts.get(serverKey({ file: object.file, kind, namespace: object.namespace, name: object.name }))
  if (own !== undefined) return [own]
  const name = nameKey(object)
  return [...verdicts].filter(([key]) => key.slice(key.indexOf('\n') + 1) === name).map(([, verdict]) => verdict)
}

function kindAfter(operations: readonly PatchOperation[]): string | undefined {
  const change = operations.find(({ op, path }) => op === 'replace' && path === '/kind')
  return change?.op === 'replace' && typeof change.value === 'string' ? change.value : undefined
}

function verdictOnAdded(object: Readonly<Record<string, unknown>>, file: string, verdicts: ServerVerdicts): ServerVerdict[] {
  const metadata = object['metadata'] as { readonly name?: string; readonly namespace?: string } | undefined
  const key = { file, kind: String(object['kind']), namespace: metadata?.namespace, name: metadata?.name ?? '' }
  return [verdicts.get(serverKey(key)) ?? []].flat()
}
