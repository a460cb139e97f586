import { createHash } from 'node:crypto'
import type { ClusterView } from '@aks-copilot/cluster'
import type { Incident, IncidentDetail, LiveReference, NextStep, PatchApproval, PatchOperation } from '@aks-copilot/contracts'
import type { ServedCluster } from '../clusters/clusters.ts'
import { notFound, refusal } from '../http/problem.ts'

const MOST_REMEMBERED = 500

interface ProvedStep extends NextStep {
  readonly object: LiveReference
  readonly patch: PatchOperation[]
}

/** A patch that was approved, and where it belongs. */
export interface Approved {
  readonly approval: PatchApproval
  readonly served: ServedCluster
  readonly incident: Incident
  /** What the step says. */
  readonly why: string
}

/**
 * Patches of next steps by an id that stands for the cluster, the incident and the very operations: another patch has another id, so
 * that nobody approves what he did not see. Remembers who was approved; writes nothing to any cluster.
 */
export class PatchBook {
  readonly #approved = new Map<string, string>()

  /** The patches of an incident. */
  of(view: ClusterView, { fingerprint, nextSteps }: Incident): IncidentDetail['patches'] {
    return nextSteps.flatMap((step, index) => {
      if (!isProved(step)) return []
      const id = idOf(view.name, fingerprint, step)
      return [{ id, step: index, approved: this.#approved.has(id) }]
    })
  }

  /** Marks a patch as approved, and gives the commands that apply it. Throws NOT_FOUND, PATCH_REFUSED. */
  async approve(id: string, clusters: readonly ServedCluster[], now: number, signal: AbortSignal): Promise<Approved> {
    const place = placeOf(id, clusters)
    if (place === undefined) throw notFound('There is no such patch: its incident is over, or the patch is another one by now.')
    const { served, incident, step } = place
    const proved = await this.#proved(served, incident, step, signal)
    const approvedAt = this.#approved.get(id) ?? new Date(now).toISOString()
    this.#approved.set(id, approvedAt)
    for (const oldest of this.#approved.keys()) {
      if (this.#approved.size <= MOST_REMEMBERED) break
      this.#approved.delete(oldest)
    }
    const { object, patch } = proved
    const command = patchCommand(object, patch)
    const approval = {
      id,
      cluster: served.view.name,
      object,
      approvedAt,
      commands: [`${command} --dry-run=server`, command],
      patch,
      proof: proved.proof ?? [],
    }
    return { approval, served, incident, why: proved.text }
  }

  /** Where the cluster can be asked, it has to take the patch as it is now. */
  async #proved({ prove }: ServedCluster, incident: Incident, step: ProvedStep, signal: AbortSignal): Promise<ProvedStep> {
    if (prove === undefined) return step
    const { nextSteps } = await prove({ ...incident, nextSteps: [step] }, signal)
    const [proved] = nextSteps
    if (proved !== undefined && isProved(proved)) return proved
    throw refusal(
      'PATCH_REFUSED',
      'The API server would not take this patch any more.',
      'Look at the incident again: it changed meanwhile.',
    )
  }
}

function isProved(step: NextStep): step is ProvedStep {
  return step.object !== undefined && step.patch !== undefined && step.patch.length > 0
}

function idOf(cluster: string, fingerprint: string, { object, patch }: ProvedStep): string {
  return createHash('sha256')
    .update(JSON.stringify([cluster, fingerprint, object, patch]))
    .digest('base64url')
    .slice(0, 22)
}

function placeOf(
  id: string,
  clusters: readonly ServedCluster[],
): { readonly served: ServedCluster; readonly incident: Incident; readonly step: ProvedStep } | undefined {
  for (const served of clusters)
    for (const incident of served.view.incidents())
      for (const step of incident.nextSteps)
        if (incident.state === 'open' && isProved(step) && idOf(served.view.name, incident.fingerprint, step) === id)
          return { served, incident, step }
  return undefined
}

/** The patch as kubectl takes it. The operations begin with `test`: where the object is another one by now, nothing happens. */
function patchCommand({ apiVersion, kind, namespace, name }: LiveReference, patch: readonly PatchOperation[]): string {
  const group = apiVersion?.includes('/') === true ? `.${apiVersion.split('/').toReversed().join('.')}` : ''
  const place = namespace === undefined ? '' : ` -n ${quoted(namespace)}`
  return `kubectl patch ${quoted(`${kind.toLowerCase()}${group}`)} ${quoted(name)}${place} --type=json -p ${quoted(JSON.stringify(patch))}`
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
