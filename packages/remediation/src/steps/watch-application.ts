import type { ApplicationLook } from '../observe/look-at-application.ts'
import { lookAtApplication, namespacesOf } from '../observe/look-at-application.ts'
import { isOutdated } from '../observe/sync-incidents.ts'
import type { Run } from '../loop/run.ts'
import { calledOf } from '../state/called.ts'
import type { ApplicationStatus } from '../ports.ts'
import { ClusterState } from '@aks-copilot/cluster'

export interface ApplicationReading {
  readonly application: ApplicationStatus
  readonly cluster: ClusterState
  readonly look: ApplicationLook
}

/** One reading of the application and of the cluster around it. */
export async function readApplication({ state, ports, signal }: Pick<Run, 'state' | 'ports' | 'signal'>): Promise<ApplicationReading> {
  const application = await ports.deployer.application(calledOf(state.application), signal)
  const cluster = new ClusterState(await ports.cluster.read(namespacesOf(application), signal))
  return { application, cluster, look: lookAtApplication(application, cluster, state.runId) }
}

/** Whether a commit is what runs, as far as the deployer can say. */
export async function isDeployed({ ports, signal }: Run, { application }: ApplicationReading, commit: string): Promise<boolean> {
  const { revision, sync } = application
  if (revision === undefined) return false
  return sync === 'Synced' && (revision === commit || (await ports.git.contains(revision, commit, signal)))
}

/**
 * Has the deployer look at Git, and asks for a sync where none comes by itself: where the application is not synced automatically, `isLate`, or
 * an earlier revision is in the way.
 * `denied`: not now, because of a sync window or a missing right.
 */
export async function askForSync(
  { ports, state, signal }: Run,
  { application }: ApplicationReading,
  commit: string,
  isLate: boolean,
): Promise<'asked' | 'denied'> {
  await ports.deployer.refresh(calledOf(state.application), signal)
  const { automated, operation, revision } = application
  // Argo CD tries an earlier revision again and again before it looks at a newer one.
  const isHeldUp = operation?.phase === 'Failed' && isOutdated(operation, revision)
  if (operation?.phase === 'Running') return operation.isBlocked === true ? 'denied' : 'asked'
  if (automated && !isLate && !isHeldUp) return 'asked'
  // Nothing is ever deployed that is not on the branch: neither what was taken off it meanwhile, nor what a state was made to name.
  if (!(await ports.git.contains(state.source.branch, commit, signal))) return 'asked'
  return (await ports.deployer.sync(calledOf(state.application), commit, signal)).state
}
