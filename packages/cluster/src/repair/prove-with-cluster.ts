import type { Incident, LiveReference, NextStep } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer } from '../connect/api-server.ts'
import { mapBounded } from '../map-bounded.ts'
import { watchedKind } from '../watch/kinds.ts'
import type { ProofCheck } from './judge-repair.ts'

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
  const path = step.object === undefined || step.patch === undefined ? undefined : pathOf(step.object)
  if (path === undefined || step.patch === undefined) return step
  const check = await dryRun(api, path, step, signal)
  return check.pass || check.detail.startsWith('not tried') ? { ...step, proof: [...(step.proof ?? []), check] } : undefined
}

async function dryRun(api: ApiServer, path: string, { patch }: NextStep, signal: AbortSignal | undefined): Promise<ProofCheck> {
  try {
    await api.dryRun(path, patch ?? [], { signal, timeout: 10_000 })
    return { check: 'server-dry-run', pass: true, detail: 'the API server would take it' }
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error
    const tried = error.status !== 403 && error.status !== 401 && !error.isTransient
    return { check: 'server-dry-run', pass: false, detail: tried ? error.message : `not tried: ${error.message}` }
  }
}

/** The path of one object of a kind that is watched. */
function pathOf({ kind, namespace, name }: LiveReference): string | undefined {
  const known = watchedKind(kind)
  if (known === undefined) return undefined
  const base = known.group === '' ? '/api/v1' : `/apis/${known.group}/${known.versions[0]}`
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${base}${place}/${known.plural}/${encodeURIComponent(name)}`
}
