import type { Deployer } from '@aks-copilot/remediation'
import { setTimeout as wait } from 'node:timers/promises'
import { kubectl, splitArguments } from '../../harness/kubectl.ts'
import { KUSTOMIZE } from './offer-kustomize.ts'
import { makeProject } from './sync-window.ts'
import { type Scenario, usesKustomize } from './read-scenarios.ts'

export interface Stage {
  /** Of the namespace, and of the Application. */
  readonly name: string
  /** What Argo CD fetches. */
  readonly repository: string
  readonly argocd: string
  readonly deployer: Deployer
}

const MOST_SECONDS = 120
const PAUSE = 1000

/** Deploys what is on the branch, and waits until Argo CD says that it is well. */
export async function deployGood(scenario: Scenario, stage: Stage, revision: string): Promise<void> {
  await kubectl(['create', 'namespace', stage.name])
  for (const text of scenario.setup) await kubectl(['-n', stage.name, 'apply', '-f', '-'], text)
  if (scenario.closed !== undefined) await makeProject(stage)
  await kubectl(['create', '-f', '-'], JSON.stringify(applicationOf(scenario, stage)))
  if (scenario.sync === 'manual') await syncByHand(stage, revision)
  await until(`${stage.name} to be healthy`, async () => {
    const { health, sync, revision: now } = await stage.deployer.application(stage.name)
    return health === 'Healthy' && sync === 'Synced' && now === revision
  })
}

/** Has the push deployed, and waits until Argo CD did what it could with it. */
export async function deployBroken(scenario: Scenario, stage: Stage, revision: string): Promise<void> {
  if (scenario.break !== undefined) await kubectl(['-n', stage.name, ...splitArguments(scenario.break)])
  await stage.deployer.refresh(stage.name)
  if (scenario.sync === 'manual') await syncByHand(stage, revision)
  await until(`${revision.slice(0, 7)} to be deployed to ${stage.name}`, async () => {
    const { operation } = await stage.deployer.application(stage.name)
    return operation?.revision === revision && operation.phase !== 'Running'
  })
}

/** Deletes the Application and what it deployed, without waiting until it is gone. */
export async function removeStage({ name, argocd }: Pick<Stage, 'name' | 'argocd'>): Promise<void> {
  await kubectl(['-n', argocd, 'delete', 'application', name, '--wait=false', '--ignore-not-found'])
  await kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found'])
  await kubectl(['-n', argocd, 'delete', 'appproject', name, '--wait=false', '--ignore-not-found'])
}

function applicationOf(scenario: Scenario, { name, repository, argocd }: Stage): unknown {
  const { path, sync } = scenario
  const kustomize = usesKustomize(scenario) ? { kustomize: { version: KUSTOMIZE } } : {}
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: argocd },
    spec: {
      project: scenario.closed === undefined ? 'default' : name,
      source: { repoURL: repository, targetRevision: 'main', path, ...kustomize },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      ...(sync === 'automated' ? { syncPolicy: { automated: { prune: true, selfHeal: true } } } : {}),
    },
  }
}

/** As a person does it: not by the code that is tested. */
async function syncByHand({ name, argocd }: Stage, revision: string): Promise<void> {
  const operation = { initiatedBy: { username: 'somebody' }, sync: { revision } }
  await kubectl(['-n', argocd, 'patch', 'application', name, '--type', 'merge', '-p', JSON.stringify({ operation })])
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + MOST_SECONDS * 1000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${MOST_SECONDS} s in vain for ${what}`)
    await wait(PAUSE)
  }
}
