import { filesAfter } from '../commit/plan-commit.ts'
import { fitsUpon, withoutAttempt } from '../commit/without-attempt.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import { currentAttempt, type Run, type Step } from '../loop/run.ts'
import { waitForPeople } from './wait-for-people.ts'
import { type ApplicationReading, askForSync, isDeployed, readApplication } from './watch-application.ts'

/** In milliseconds. */
const PAUSE = 3000
const PAUSE_FOR_WINDOW = 15_000

/** Waits until the commit is merged and deployed and the application is well, or until it is clear that it does not help. */
export const wait: Step = async (run) => {
  for (;;) {
    const rung = run.wake?.signal
    const { event, pause } = await look(run)
    if (event !== undefined) return event
    if (typeof pause === 'number') await run.ports.clock.sleep(pause, run.signal)
    else await waitForPeople(run, rung, pause?.isSettling)
    run.signal.throwIfAborted()
  }
}

interface Looked {
  readonly event?: RepairEvent
  /** In milliseconds; or as long as people are given, not for long where what is seen is about to count. */
  readonly pause?: number | { readonly isSettling: boolean }
}

async function look(run: Run): Promise<Looked> {
  const attempt = currentAttempt(run.state)
  if (attempt.branch === undefined) return await lookAtDeployed(run, attempt.commit ?? '')
  const pull = await run.ports.git.pullRequest(attempt.branch, run.signal)
  if (pull?.state === 'merged') return await lookAtDeployed(run, pull.merged ?? attempt.commit ?? '')
  if (pull?.state === 'open') return await lookBeforeMerge(run)
  return { event: { type: 'closed', reason: 'The pull request was closed without a merge.' } }
}

/** While people think about it, the application may heal by itself, or somebody may push another version. */
async function lookBeforeMerge(run: Run): Promise<Looked> {
  const { look: seen } = await readApplication(run)
  const held = run.watch.settling.see(seen.verdict, run.ports.clock.now())
  if (seen.verdict === 'healthy' && held >= settleOf(run))
    return { event: { type: 'superseded', reason: 'The application became healthy without the patch.' } }
  const base = await baseOf(run)
  run.watch.patchedSince = base === 'patched' ? (run.watch.patchedSince ?? run.ports.clock.now()) : undefined
  if (run.ports.clock.now() - (run.watch.patchedSince ?? Infinity) > patienceOf(run))
    return { event: { type: 'superseded', reason: 'Somebody made the same change meanwhile.' } }
  if (base === 'changed') return { event: { type: 'superseded', reason: 'Somebody changed the same lines meanwhile.' } }
  if (isOver(run)) return { event: { type: 'not-healthy', reason: 'Nobody merged the pull request within the time of the run.' } }
  await run.requireOwn()
  return { pause: { isSettling: seen.verdict === 'healthy' || base === 'patched' } }
}

/**
 * What the deployed branch holds of the attempt's lines; what others changed elsewhere in its files is in nobody's way. `patched`: what the
 * attempt makes of them; a merge that the host does not tell of yet.
 */
async function baseOf(run: Run): Promise<'as-before' | 'patched' | 'changed'> {
  const { state, ports, signal } = run
  const attempt = currentAttempt(state)
  const head = await ports.git.head(state.source.branch, signal)
  if (head === undefined || head === attempt.base) return 'as-before'
  const files = (await Promise.all(attempt.files.map(async ({ file }) => await ports.git.files(head, file, signal)))).flat()
  if (filesAfter(attempt, files) !== undefined) return 'as-before'
  if (await fitsUpon(run, attempt, head)) return 'as-before'
  return (await withoutAttempt(run, attempt, head)).kind === 'there' ? 'patched' : 'changed'
}

async function lookAtDeployed(run: Run, commit: string): Promise<Looked> {
  // From here on Argo CD is asked to do something.
  if (run.mustRenew()) return { event: { type: 'still', text: 'Waiting for the application to become healthy.' } }
  const reading = await readApplication(run)
  const now = run.ports.clock.now()
  if (!(await isDeployed(run, reading, commit))) return await lookBeforeDeployed(run, reading, commit)
  const { verdict, text } = reading.look
  const held = run.watch.settling.see(verdict, now)
  if (verdict === 'healthy' && held >= settleOf(run))
    return { event: { type: 'healthy', text: `${run.state.application.name} is healthy with ${commit.slice(0, 7)}.` } }
  const since = Math.max(await committedAt(run, commit), deployedAt(reading), run.watch.since)
  if (isOver(run)) return failed(`Not healthy when the time of the run was over: ${text}`, commit)
  if (now - since <= patienceOf(run)) return { pause: PAUSE }
  return failed(`Not healthy ${run.policy.healthyMinutes} minutes after the commit was deployed: ${text}`, commit)
}

/** A sync window is no failure: what may not be deployed now is waited for as long as the run lasts. */
async function lookBeforeDeployed(run: Run, reading: ApplicationReading, commit: string): Promise<Looked> {
  const { watch, policy } = run
  const now = run.ports.clock.now()
  const isLate = now - Math.max(await committedAt(run, commit), watch.since) > patienceOf(run)
  const asked = await askForSync(run, reading, commit, isLate && reading.application.automated && !watch.hasAsked)
  const why = reading.look.text
  if (isOver(run)) return failed(`The commit ${commit.slice(0, 7)} was not deployed within the time of the run: ${why}`, commit)
  if (asked === 'denied') {
    watch.since = now
    return { pause: PAUSE_FOR_WINDOW }
  }
  if (!isLate) return { pause: PAUSE }
  if (watch.hasAsked || !reading.application.automated)
    return failed(`The commit ${commit.slice(0, 7)} was not deployed in ${policy.healthyMinutes} minutes: ${why}`, commit)
  // It was asked for just now.
  watch.hasAsked = true
  watch.since = now
  return { pause: PAUSE }
}

function failed(reason: string, merged: string): Looked {
  return { event: { type: 'not-healthy', reason, merged } }
}

/** When the revision that runs was deployed, in milliseconds since the epoch; 0 where that is not known. */
function deployedAt({ application: { revision, history } }: ApplicationReading): number {
  const entry = history.find((one) => one.revision === revision)
  return entry === undefined ? 0 : Date.parse(entry.deployedAt) || 0
}

/** When it was committed or merged, in milliseconds since the epoch. */
async function committedAt({ ports, state, signal }: Run, commit: string): Promise<number> {
  const began = Date.parse(currentAttempt(state).startedAt)
  const info = await ports.git.commitInfo(commit, signal)
  return info === undefined ? began : Math.max(Date.parse(info.at), began)
}

function patienceOf({ policy }: Run): number {
  return policy.healthyMinutes * 60_000
}

function settleOf({ policy }: Run): number {
  return policy.settleSeconds * 1000
}

function isOver({ state, ports }: Run): boolean {
  return ports.clock.now() > Date.parse(state.deadline)
}
