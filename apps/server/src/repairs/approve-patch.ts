import type { PatchApproval } from '@aks-copilot/contracts'
import type { FastifyRequest } from 'fastify'
import type { ServerParts } from '../http/server-parts.ts'
import type { Approved } from '../incidents/patch-book.ts'
import type { Sessions } from '../security/sessions.ts'
import { applicationOf } from './incident-repair.ts'
import type { RepairDesk } from './repair-desk.ts'

/**
 * Approves a patch. Where its object is in Git by way of an Application that this server repairs, a run begins that tries this patch and
 * nothing else; otherwise there are the commands alone. Throws NOT_FOUND, PATCH_REFUSED, REPAIR_QUEUE_FULL, OUTPUT_FAILED.
 */
export async function approvePatch(
  id: string,
  wantsRun: boolean,
  request: FastifyRequest,
  { patches, clusters, repairs, sessions }: Pick<ServerParts, 'patches' | 'clusters' | 'repairs' | 'sessions'>,
  signal: AbortSignal,
): Promise<PatchApproval> {
  const approved = await patches.approve(id, clusters.all, Date.now(), signal)
  const { approval, served, incident } = approved
  const canRepair = wantsRun && repairs !== undefined && repairs.mode !== 'report' && incident.severity === 'error'
  if (!canRepair) return approval
  const claimed = await applicationOf(approval.object, served, served.view.state(), repairs, signal)
  if (claimed?.mayChange !== true) return approval
  return { ...approval, repair: begin(approved, claimed.application, request, repairs, sessions) }
}

function begin(
  { approval, incident, why }: Approved,
  application: string,
  { id, ip, headers }: FastifyRequest,
  repairs: RepairDesk,
  sessions: Sessions,
): NonNullable<PatchApproval['repair']> {
  const by = sessions.who({ headers })
  const { object, patch: operations } = approval
  const paths = operations.flatMap(({ op, path }) => (op === 'test' ? [] : [`${op} ${path}`]))
  repairs.audit('approval', id, { by, from: ip, application, patch: approval.id, object, paths })
  return repairs.trigger({
    application,
    trigger: 'approval',
    detail: `a patch was approved on the page, by ${by}`,
    approved: { incident: incident.fingerprint, object, operations, why },
  })
}
