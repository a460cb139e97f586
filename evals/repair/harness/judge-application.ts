import type { ApplicationStatus } from '@aks-copilot/remediation'
import { setTimeout as wait } from 'node:timers/promises'
import type { Scenario } from './read-scenarios.ts'

const TRIES = 10
const PAUSE = 1000

/**
 * Asks Argo CD itself whether the application is well: healthy, synced, at the end of the branch. What the command says of its own work is no
 * proof. Argo CD may be comparing at that very moment, so it is asked for a few seconds; what it said last counts.
 */
export async function judgeApplication(
  { expect }: Pick<Scenario, 'expect'>,
  ask: () => Promise<Pick<ApplicationStatus, 'health' | 'sync' | 'revision'>>,
  head: string,
  pause: () => Promise<unknown> = async () => await wait(PAUSE),
): Promise<string[]> {
  // What was handed over is left as it is: broken, or well but not as its people want it.
  if (expect === 'handed-over') return []
  for (let tries = 1; ; tries += 1) {
    const { health, sync, revision } = await ask()
    const misses = [
      ...(health === 'Healthy' ? [] : [`Argo CD says that it is ${health}`]),
      ...(sync === 'Synced' ? [] : [`Argo CD says that it is ${sync}`]),
      ...(revision === head ? [] : [`Argo CD is at ${shown(revision)}, the branch ends at ${shown(head)}`]),
    ]
    if (misses.length === 0 || tries === TRIES) return misses
    await pause()
  }
}

function shown(commit = ''): string {
  return commit === '' ? 'no commit' : commit.slice(0, 7)
}
