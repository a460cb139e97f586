import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import type { ClusterPoll } from './cluster-poll.ts'
import { parseCondition } from './condition.ts'
import { kubectl, splitArguments } from './kubectl.ts'
import { type Scenario, withNames } from './read-scenarios.ts'

const RUN_LABEL = 'aks-copilot.dev/evals'
const CLUSTER_SCOPED =
  'persistentvolumes,storageclasses,ingressclasses,validatingwebhookconfigurations,mutatingwebhookconfigurations,priorityclasses'
const SETUP_SECONDS = 60

/** Brings a cluster to the state that a scenario tells of, in a namespace of its own. Throws an Error where it does not get there. */
export async function stageScenario(scenario: Scenario, namespace: string, run: string, poll: ClusterPoll): Promise<void> {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { [RUN_LABEL]: run } } })
  await kubectl(['create', '-f', '-'], text)
  // Pods are refused before their ServiceAccount is there; a cluster that is used has it long since.
  const account = parseCondition('ServiceAccount default metadata.uid exists')
  await poll.until(
    namespace,
    [account, parseCondition('ConfigMap kube-root-ca.crt metadata.uid exists')],
    Date.now() + SETUP_SECONDS * 1000,
  )
  const deadline = Date.now() + scenario.deadline * 1000
  const wait = async (conditions: readonly string[]): Promise<void> =>
    await poll.until(
      namespace,
      conditions.map((condition) => parseCondition(withNames(condition, namespace))),
      deadline,
    )
  for (const step of scenario.steps) {
    if (step.apply !== undefined) await apply(join(scenario.folder, step.apply), namespace, run)
    if (step.kubectl !== undefined) await command(step.kubectl, namespace)
    await wait(step.until ?? [])
  }
  await wait(scenario.until)
}

/** Deletes what a scenario left, without waiting until it is gone. */
export async function removeScenario(scenario: Scenario, namespace: string): Promise<void> {
  for (const line of scenario.cleanup) await command(line, namespace).catch(() => undefined)
  await kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found'])
}

/** Deletes everything of a run that is not in a namespace. */
export async function removeRun(run: string): Promise<void> {
  await kubectl(['delete', CLUSTER_SCOPED, '-l', `${RUN_LABEL}=${run}`, '--wait=false', '--ignore-not-found'])
}

async function command(line: string, namespace: string): Promise<void> {
  await kubectl(['-n', namespace, ...splitArguments(withNames(line, namespace))])
}

async function apply(file: string, namespace: string, run: string): Promise<void> {
  const objects = loadAll(withNames(readFileSync(file, 'utf8'), namespace)).map((object) => labelled(object as Manifest, run))
  const items = { apiVersion: 'v1', kind: 'List', items: objects }
  await kubectl(['apply', '-n', namespace, '-f', '-'], JSON.stringify(items))
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> }
}

/** Objects that are in no namespace are found again by their label; all others go with it. */
function labelled(object: Manifest, run: string): Manifest {
  if (!CLUSTER_SCOPED.split(',').some((plural) => plural.startsWith(object.kind.toLowerCase()))) return object
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, [RUN_LABEL]: run } } }
}
