import { connectCluster } from '@aks-copilot/cluster'
import { openArgoCd } from '@aks-copilot/integrations'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitHubStandIn } from '../../../packages/integrations/src/github/test-support/github-stand-in.ts'
import { judgeApplication } from './judge-application.ts'
import { judgeRun, type Outcome } from './judge-run.ts'
import { type Scenario, usesKustomize } from './read-scenarios.ts'
import { offerKustomize } from './offer-kustomize.ts'
import { runDebug } from './run-command.ts'
import { closeWindow } from './sync-window.ts'
import { deployBroken, deployGood, removeStage, type Stage } from './stage-application.ts'

export interface RunOptions {
  readonly atOnce: number
  /** Where Argo CD is. */
  readonly argocd: string
  /** Leave everything on the cluster. */
  readonly keep: boolean
  readonly tell: (outcome: Outcome) => void
  readonly signal: AbortSignal
}

const TOKEN = 'ghp_evaluation'
const MERGE_AFTER = 5000

/** Whether there is an Argo CD to deploy to. Throws where the cluster does not answer. */
export async function hasArgoCd(argocd: string): Promise<boolean> {
  const api = connectCluster({ environment: process.env })
  try {
    await api.get(`/apis/argoproj.io/v1alpha1/namespaces/${argocd}/appprojects/default`)
    return true
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return false
    throw error
  } finally {
    await api.close()
  }
}

/** Runs scenarios, several at a time, each with a namespace, an Application, a repository and a GitHub of its own. */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<Outcome[]> {
  const run = randomBytes(3).toString('hex')
  const queue = [...scenarios]
  const outcomes: Outcome[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !options.signal.aborted; next = queue.shift()) {
      const outcome = await runScenario(next, `er-${run}-${next.name}`, options)
      options.tell(outcome)
      outcomes.push(outcome)
    }
  }
  const kustomize = scenarios.some(usesKustomize) ? await offerKustomize(options.argocd) : undefined
  try {
    await Promise.all(Array.from({ length: options.atOnce }, worker))
  } finally {
    await kustomize?.remove()
  }
  return outcomes
}

async function runScenario(scenario: Scenario, name: string, { argocd, keep, signal }: RunOptions): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-copilot-repair-'))
  const merge = scenario.merge === undefined ? {} : { merge: { afterMs: MERGE_AFTER, how: scenario.merge } }
  const hub = await GitHubStandIn.start({ folder: join(folder, 'shop.git'), tokens: [TOKEN], ...merge })
  const deployer = openArgoCd({ namespace: argocd, cluster: { environment: process.env } })
  const stage: Stage = { name, argocd, deployer, repository: hub.cloneUrl }
  try {
    const good = await hub.git.commitFiles('main', scenario.good, 'The first release')
    await deployGood(scenario, stage, good)
    const pushed = await hub.git.commitFiles('main', scenario.broken, 'A release')
    if (scenario.closed !== undefined) await closeWindow(stage, scenario.closed)
    if (scenario.early) await deployer.refresh(name)
    else await deployBroken(scenario, stage, pushed)
    const began = performance.now()
    const command = await runDebug(scenario, name, { token: TOKEN, api: `${hub.origin}/api/v3` }, signal)
    const ran = (performance.now() - began) / 1000
    const judged = await judgeRun(scenario, command, pushed, hub)
    const head = await hub.git.tip('main')
    const deployed = await judgeApplication(scenario, async () => await deployer.application(name, signal), head ?? '')
    return { ...judged, misses: [...judged.misses, ...deployed], ran }
  } catch (error) {
    const misses = [error instanceof Error ? error.message : String(error)]
    return { scenario, kind: 'not reached', attempts: 0, misses, told: '' }
  } finally {
    if (!keep) await removeStage(stage).catch((error: unknown) => console.error(`repair: ${String(error)}`))
    await deployer.close()
    await hub.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
