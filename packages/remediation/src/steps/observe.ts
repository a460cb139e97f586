import { attemptBranch } from '../commit/attempt-branch.ts'
import { type ApplicationLook, isQuiet, keptIncidents } from '../observe/look-at-application.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import type { Run, Step } from '../loop/run.ts'
import { type ApplicationReading, askForSync, isDeployed, readApplication, refresh } from './watch-application.ts'

const PAUSE = 3000

/** Why a run ends that is not done. */
export const OVER = 'The time of this run is over.'

/** Looks until it is sure: broken for a while, or well for a while. What heals by itself within that time is left alone. */
export const observe: Step = async (run) => {
  const { ports, watch, signal } = run
  await refresh(run)
  for (;;) {
    const reading = await readApplication(run)
    const now = ports.clock.now()
    const verdict = await verdictOf(run, reading, now)
    const event = decided(run, reading, { verdict, held: watch.settling.see(verdict, now), now })
    if (event !== undefined) return event
    if (run.mustRenew()) return { type: 'still', text: reading.look.text }
    await ports.clock.sleep(PAUSE, signal)
    signal.throwIfAborted()
  }
}

/** What is seen before the last attempt is out of the cluster says nothing of what comes after it. */
async function verdictOf(run: Run, reading: ApplicationReading, now: number): Promise<ApplicationLook['verdict']> {
  const { verdict } = reading.look
  const awaited = verdict === 'broken' ? await awaitedCommit(run) : undefined
  if (awaited === undefined || (await isDeployed(run, reading, awaited))) return verdict
  const own = await ownCommit(run)
  if (own !== undefined && (await askForSync(run, reading, own, false)) === 'denied') run.watch.since = now
  return 'progressing'
}

/** What must be deployed before another attempt is thought of: the commit that took the last one back, or what somebody pushed instead. */
async function awaitedCommit({ state, ports, signal }: Run): Promise<string | undefined> {
  const last = state.attempts.at(-1)
  if (last?.outcome === 'superseded') return await ports.git.head(state.source.branch, signal)
  return last?.undone
}

/** What this run brought to the branch, and so may have deployed. What others pushed is awaited, and left to whoever deploys it. */
async function ownCommit({ state, ports, signal }: Run): Promise<string | undefined> {
  const last = state.attempts.at(-1)
  if (last?.outcome !== 'superseded') return last?.undone
  if (last.branch === undefined || last.branch !== attemptBranch(state, last.number)) return undefined
  // Somebody may have merged it before it was closed.
  return (await ports.git.pullRequest(last.branch, signal))?.merged
}

interface Seen {
  readonly verdict: ApplicationLook['verdict']
  /** For how many milliseconds. */
  readonly held: number
  readonly now: number
}

function decided({ state, policy, watch }: Run, reading: ApplicationReading, { verdict, held, now }: Seen): RepairEvent | undefined {
  const { text, incidents } = reading.look
  const { revision } = reading.application
  const isOver = now > Date.parse(state.deadline)
  const isSettled = held >= policy.settleSeconds * 1000
  if (verdict === 'healthy' && (isSettled || isOver)) return { type: 'healthy', text: wellText(state, reading) }
  if (isOver) return { type: 'unclear', why: OVER, revision }
  if (verdict === 'broken' && isSettled) return broken(state, reading)
  if (verdict !== 'progressing' || now <= watch.since + policy.healthyMinutes * 60_000) return undefined
  if (incidents.length > 0) return broken(state, reading)
  if (isQuiet(reading.application, reading.look)) return { type: 'healthy', text: nothingToRepair(state, text) }
  return { type: 'unclear', why: `No verdict in ${policy.healthyMinutes} minutes: ${text}`, revision }
}

function wellText(state: Run['state'], { application: { sync }, look }: ApplicationReading): string {
  return sync === 'Synced' ? `${state.application.name} is healthy: ${look.text}` : nothingToRepair(state, look.text)
}

function nothingToRepair({ application }: Run['state'], text: string): string {
  return `Nothing to repair at ${application.name}: ${text}`
}

function broken({ attempts, revision: before }: Run['state'], { application, look }: ApplicationReading): RepairEvent {
  const { revision, history } = application
  const known = new Set([before, revision, ...attempts.flatMap(({ base, commit, merged, undone }) => [base, commit, merged, undone])])
  // A sync that failed leaves the earlier revision as the newest of the history: then that one is what was well.
  const earlier = history.find((entry) => !known.has(entry.revision))
  if (look.incidents.length === 0) return { type: 'unclear', why: look.text, revision }
  return { type: 'broken', revision, healthyRevision: earlier?.revision, incidents: keptIncidents(look.incidents) }
}
