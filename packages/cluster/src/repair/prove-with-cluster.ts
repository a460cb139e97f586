import type { Incident, NextStep } from '@aks-copilot/contracts'
import type { ApiServer } from '../connect/api-server.ts'
import { mapBounded } from '../map-bounded.ts'
import { watchedKind } from '../watch/kinds.ts'
import { dryRunPatch } from './dry-run-patch.ts'

const AT_ONCE = 6

/**
 * Asks the API server whether it would take each proposed patch: a dry-run, which stores nothing. A patch that it refuses is taken out of
 * the next steps; where we may not even try, the proof says so.
 */
export async function proveWithCluster(incidents: readonly Incident[], api: ApiServer, signal?: AbortSignal): Promise<Incident[]> {
  return await mapBounded(incidents, AT_ONCE, async (incident) => {
    const steps = await mapBounded(incident.nextSteps, 1, async (step) => await proved(step, api, signal))
    return { ...incident, nextSteps: steps.filter((step) => step !== undefined) }
  })
}

async function proved(step: NextStep, api: ApiServer, signal: AbortSignal | undefined): Promise<NextStep | undefined> {
  const { object, patch, proof = [] } = step
  if (object === undefined || patch === undefined || watchedKind(object.kind) === undefined) return step
  const { verdict, detail } = await dryRunPatch(api, object, patch, signal)
  if (verdict === 'refused') return undefined
  return { ...step, proof: [...proof, { check: 'server-dry-run', pass: verdict === 'accepted', detail }] }
}
