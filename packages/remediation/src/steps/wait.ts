import { filesAfter } from '../commit/plan-commit.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import { currentAttempt, type Run, type Step } from '../loop/run.ts'
import { type ApplicationReading, readApplication, Settling } from './watch-application.ts'

const PAUSE = 3000
/** A person takes longer to merge than a cluster to roll out. */
const PAUSE_FOR_PEOPLE = 15_000

/** Waits until the commit is merged and deployed and the application is well, or until it is clear that it does not help. */
export const wait: Step = async (run) => {
  const settling = new Settling()
  for (;;) {
    const { event, pause } = await look(run, settling)
    if (event !== undefined) return event
    if (run.mustRenew()) return { type: 'still', text: run.state.summary }
    await run.ports.clock.sleep(pause, run.signal)
    run.signal.throwIfAborted()
  }
}

interface Looked {
  readonly event?: RepairEvent
  readonly pause: number
}

async function look(run: Run, settling: Settling): Promise<Looked> {
  const attempt = currentAttempt(run.state)
  if (attempt.branch === undefined) return await lookAtDeployed(run, settling, attempt.commit ?? '')
  const pull = await run.ports.git.pullRequest(attempt.branch, run.signal)
  if (pull?.state === 'merged') return await lookAtDeployed(run, settling, pull.merged ?? attempt.commit ?? '')
  if (pull?.state === 'open') return await lookBeforeMerge(run, settling)
  return { event: { type: 'closed', reason: 'The pull request was closed without a merge.' }, pause: 0 }
}

/** While people think about it, the application may heal by itself, or somebody may push another version. */
async function lookBeforeMerge(run: Run, settling: Settling): Promise<Looked> {
  const { look: seen } = await readApplication(run)
  const held = settling.see(seen.verdict, run.ports.clock.now())
  if (seen.verdict === 'healthy' && held >= settleOf(run))
    return { event: { type: 'superseded', reason: 'The application became healthy without the patch.' }, pause: 0 }
  if (await isOutdated(run)) return { event: { type: 'superseded', reason: 'Somebody changed the same lines meanwhile.' }, pause: 0 }
  if (isOver(run)) return { event: { type: 'not-healthy', reason: 'Nobody merged the pull request within the time of the run.' }, pause: 0 }
  return { pause: PAUSE_FOR_PEOPLE }
}

async function isOutdated({ state, ports, signal }: Run): Promise<boolean> {
  const attempt = currentAttempt(state)
  const head = await ports.git.head(state.source.branch, signal)
  if (head === undefined || head === attempt.base) return false
  const files = await Promise.all(attempt.files.map(async ({ file }) => await ports.git.files(head, file, signal)))
  return filesAfter(attempt, files.flat()) === undefined
}

async function lookAtDeployed(run: Run, settling: Settling, commit: string): Promise<Looked> {
  const reading = await readApplication(run)
  const now = run.ports.clock.now()
  const late = now - (await committedAt(run, commit)) > run.policy.healthyMinutes * 60_000 || isOver(run)
  const failed = (reason: string): Looked => ({ event: { type: 'not-healthy', reason, merged: commit }, pause: 0 })
  if (!(await isDeployed(run, reading, commit))) {
    const asked = await askForSync(run, reading, commit)
    // A sync window is no failure: what may not be deployed now is waited for as long as the run lasts.
    if (asked === 'denied' && !isOver(run)) return { pause: PAUSE_FOR_PEOPLE }
    if (!late) return { pause: PAUSE }
    return failed(`The commit ${commit.slice(0, 7)} was not deployed in ${run.policy.healthyMinutes} minutes: ${reading.look.text}`)
  }
  const { verdict, text } = reading.look
  const held = settling.see(verdict, now)
  if (verdict === 'healthy' && held >= settleOf(run))
    return { event: { type: 'healthy', text: `${run.state.application.name} is healthy with ${commit.slice(0, 7)}.` }, pause: 0 }
  return late ? failed(`Not healthy ${run.policy.healthyMinutes} minutes after the commit: ${text}`) : { pause: PAUSE }
}

async function isDeployed({ ports, signal }: Run, { application }: ApplicationReading, commit: string): Promise<boolean> {
  const { revision, sync } = application
  if (revision === undefined) return false
  return sync === 'Synced' && (revision === commit || (await ports.git.contains(revision, commit, signal)))
}

async function askForSync({ ports, state, signal }: Run, { application }: ApplicationReading, commit: string): Promise<'asked' | 'denied'> {
  await ports.deployer.refresh(state.application.name, signal)
  if (application.automated || application.operation?.phase === 'Running') return 'asked'
  return (await ports.deployer.sync(state.application.name, commit, signal)).state
}

/** When it was committed or merged, in milliseconds since the epoch. */
async function committedAt({ ports, state, signal }: Run, commit: string): Promise<number> {
  const began = Date.parse(currentAttempt(state).startedAt)
  const info = await ports.git.commitInfo(commit, signal)
  return info === undefined ? began : Math.max(Date.parse(info.at), began)
}

function settleOf({ policy }: Run): number {
  return policy.settleSeconds * 1000
}

function isOver({ state, ports }: Run): boolean {
  return ports.clock.now() > Date.parse(state.deadline)
}
