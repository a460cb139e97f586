import type { ClusterState } from '@aks-copilot/cluster'
import type { Incident, IncidentDetail, LiveReference, RepairRun } from '@aks-copilot/contracts'
import type { ServedCluster } from '../clusters/clusters.ts'
import type { Claimed, RepairDesk } from './repair-desk.ts'
import { trackedApplications } from './tracked-application.ts'

/** The Application of an object; undefined where this server repairs nothing in that cluster, or Argo CD has it in none. */
export async function applicationOf(
  object: LiveReference,
  { view, prove }: ServedCluster,
  state: ClusterState,
  repairs: RepairDesk | undefined,
  signal: AbortSignal,
): Promise<Claimed | undefined> {
  // A recording may have the name of the cluster that it was made in.
  if (repairs === undefined || prove === undefined || view.name !== repairs.cluster) return undefined
  for (const { name, of } of trackedApplications(object, state)) {
    const claim = await repairs.claims(name, of, signal)
    if (claim === undefined) continue
    // What made the object is the Application's; the object itself is not in Git.
    return { ...claim, mayChange: claim.mayChange && of.kind === object.kind && of.name === object.name }
  }
  return undefined
}

/** What this server does, or can do, about an incident in Git. */
export async function incidentRepair(
  { fingerprint, cause, symptoms, severity, nextSteps, state: open }: Incident,
  patches: IncidentDetail['patches'],
  ask: (object: LiveReference) => Promise<Claimed | undefined>,
  repairs: RepairDesk | undefined,
): Promise<Pick<IncidentDetail, 'patches' | 'repair'>> {
  if (repairs === undefined) return { patches }
  const asked = await Promise.all([cause, ...symptoms.slice(0, MOST)].map(async ({ object }) => await ask(object)))
  const application = asked.find((claimed) => claimed !== undefined)?.application
  if (application === undefined) return { patches }
  const isAbout = ({ state, incidents }: RepairRun): boolean =>
    state !== 'ended' || incidents.some((one) => one.fingerprint === fingerprint)
  const run = repairs.runs().find((one) => one.application === application && isAbout(one))
  const { mode } = repairs
  // The loop repairs what is broken; a warning it would take for healthy. One run at a time.
  const isFree = run === undefined || run.state === 'ended' || run.state === 'failed'
  const canOpen = open === 'open' && severity === 'error' && isFree
  const opening = await Promise.all(
    patches.map(async (patch) => {
      const object = nextSteps[patch.step]?.object
      if (mode === 'report' || !canOpen || object === undefined) return patch
      return (await ask(object))?.mayChange === true ? { ...patch, opens: mode } : patch
    }),
  )
  return { patches: opening, repair: { application, ...(run === undefined ? {} : { run }) } }
}

const MOST = 5
