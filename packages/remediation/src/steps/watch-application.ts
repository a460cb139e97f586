import { isKept } from '../observe/beside-attempt.ts'
import type { ApplicationLook } from '../observe/look-at-application.ts'
import { lookAtApplication, namespacesOf } from '../observe/look-at-application.ts'
import { isOutdated } from '../observe/sync-incidents.ts'
import type { Run } from '../loop/run.ts'
import { calledOf } from '../state/called.ts'
import type { ApplicationStatus } from '../ports.ts'
import { ClusterState } from '@aks-copilot/cluster'
import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'

export interface ApplicationReading {
  readonly application: ApplicationStatus
  readonly cluster: ClusterState
  readonly look: ApplicationLook
}

/** One reading of the application and of the cluster around it. */
export async function readApplication({ state, ports, signal }: Pick<Run, 'state' | 'ports' | 'signal'>): Promise<ApplicationReading> {
  const application = await ports.deployer.application(calledOf(state.application), signal)
  const cluster = new ClusterState(await ports.cluster.read(namespacesOf(application), signal))
  return { application, cluster, look: lookAtApplication(application, cluster, state.runId, judgedAttempt(state)) }
}

/** The attempt that a look is to judge: only then is what was so before it left out. */
function judgedAttempt({ phase, attempts }: AgentState): RepairAttempt | undefined {
  return phase === 'waiting' || phase === 'undoing' ? attempts.at(-1) : undefined
}

/**
 * Whether a commit is what runs, as far as the deployer can say. One object that always differs keeps an application from ever being Synced:
 * then the commit is out with the last sync that succeeded, once nothing differs that the attempt changes.
 */
export async function isDeployed({ ports, state, signal }: Run, { application }: ApplicationReading, commit: string): Promise<boolean> {
  const { revision, sync, operation } = application
  const holds = async (one: string | undefined): Promise<boolean> =>
    one !== undefined && (one === commit || (await ports.git.contains(one, commit, signal)))
  if (sync === 'Synced') return await holds(revision)
  const attempt = state.attempts.at(-1)
  if (sync !== 'OutOfSync' || operation?.phase !== 'Succeeded' || attempt === undefined) return false
  return isKept(attempt, application) && (await holds(operation.revision))
}

/** How long the deployer is not asked again to look at Git, in milliseconds: each time writes to the application and to the audit trail. */
const REFRESH_AFTER = 30_000

/** Has the deployer look at Git. Never in a report, which writes nothing: looking alone may have it deploy a commit that is new. */
export async function refresh({ ports, state, signal, watch }: Run): Promise<void> {
  const now = ports.clock.now()
  if (state.mode === 'report' || now - watch.refreshedAt < REFRESH_AFTER) return
  await ports.deployer.refresh(calledOf(state.application), signal)
  watch.refreshedAt = now
}

/** When a sync that failed is asked for again, in milliseconds. */
const AGAIN_AFTER = 60_000

/**
 * Has the deployer look at Git, and asks for a sync where none comes by itself: where the application is not synced automatically, `isLate`, or
 * an earlier revision is in the way. Asks for what the branch holds, which is what the deployer compares with: others may have pushed upon the
 * commit. Once for each revision, unless `isLate` or the sync failed.
 * `denied`: not now, because of a sync window or a missing right.
 */
export async function askForSync(
  run: Run,
  { application }: ApplicationReading,
  commit: string,
  isLate: boolean,
): Promise<'asked' | 'denied'> {
  const { ports, state, signal, watch } = run
  await refresh(run)
  const { automated, operation, revision } = application
  // Argo CD tries an earlier revision again and again before it looks at a newer one.
  const isHeldUp = operation?.phase === 'Failed' && isOutdated(operation, revision)
  if (operation?.phase === 'Running') return operation.isBlocked === true ? 'denied' : 'asked'
  if (automated && !isLate && !isHeldUp) return 'asked'
  // Nothing is ever deployed that is not on the branch: neither what was taken off it meanwhile, nor what a state was made to name.
  const head = await ports.git.head(state.source.branch, signal)
  if (head === undefined || (head !== commit && !(await ports.git.contains(head, commit, signal)))) return 'asked'
  const now = ports.clock.now()
  if (!isLate && wasAsked(watch, head, { operation, now })) return 'asked'
  const { state: answer } = await ports.deployer.sync(calledOf(state.application), head, signal)
  // What was denied was never asked for.
  if (answer === 'asked') watch.syncs.set(head, now)
  return answer
}

/** Whether this revision was asked for, and nothing says that it must be asked for again. */
function wasAsked(
  { syncs }: Run['watch'],
  revision: string,
  { operation, now }: Pick<ApplicationStatus, 'operation'> & { readonly now: number },
): boolean {
  const at = syncs.get(revision)
  if (at === undefined) return false
  const hasFailed = operation !== undefined && (operation.phase === 'Failed' || operation.phase === 'Error')
  if (!hasFailed) return true
  // What was asked for only ended the retries of an earlier revision.
  if (isOutdated(operation, revision)) return false
  return now - at < AGAIN_AFTER
}
