import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClusterState, type LiveObject, readRecording, type Snapshot } from '@aks-copilot/cluster'
import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import { fromPointer } from '@aks-copilot/kubernetes'
import { renderTree } from '@aks-copilot/manifests'
import {
  type ApplicationStatus,
  type AuditEntry,
  modelProposer,
  repairPolicySchema,
  type RepairPorts,
  runDebugLoop,
} from '@aks-copilot/remediation'
import { dump } from 'js-yaml'
import { placeInWords } from '../../packages/remediation/src/propose/place-in-words.ts'
import type { RepairJudge } from '../../packages/remediation/src/propose/model-question.ts'
import { MemoryGit } from '../../packages/remediation/src/test-support/memory-git.ts'
import type { Case } from './read-cases.ts'

/**
 * right, wrong: what the model chose passed every gate, and would become a pull request. refused: the gates let nothing of it pass.
 * none: it chose nothing, or not the same when it was asked again. not asked: nothing that could be done is spoken of.
 */
export type Verdict = 'right' | 'wrong' | 'refused' | 'none' | 'not asked'

export interface Judged {
  readonly name: string
  readonly isMendable: boolean
  readonly verdict: Verdict
  /** What was chosen, or why nothing was. */
  readonly told: string
  /** What a person is told to look at, where nothing was chosen: whether the first mends it, another, or none. */
  readonly leads: 'first' | 'another' | 'none right' | 'none'
}

const OF_PEOPLE = ['Deployment', 'StatefulSet', 'Service', 'ConfigMap', 'ResourceQuota']

/** The whole loop on the recorded cluster of a case, with its objects as files of a repository, in mode report: it writes nothing. */
export async function judgeCase(one: Case, judge: RepairJudge | undefined): Promise<Judged> {
  const snapshot = snapshotOf(one)
  const cluster = new ClusterState(snapshot)
  const audited: AuditEntry[] = []
  const ports = await portsFor(snapshot, cluster, judge, audited)
  const request = { runId: 'eval', application: 'shop', holder: 'eval', trigger: { kind: 'command' as const, at: '', detail: one.name } }
  const policy = repairPolicySchema.parse({ mode: 'report', settleSeconds: 0, healthyMinutes: 0.01 })
  const state = await runDebugLoop(request, ports, { policy, signal: new AbortController().signal })
  return { name: one.name, isMendable: one.right.length > 0, ...verdictOf(one, state, cluster, audited), leads: leadsOf(one, state) }
}

function leadsOf({ right }: Case, { leads = [] }: AgentState): Judged['leads'] {
  if (leads.length === 0) return 'none'
  const first = leads.findIndex(({ text }) => right.some((prefix) => text.startsWith(prefix)))
  return first < 0 ? 'none right' : first === 0 ? 'first' : 'another'
}

function verdictOf(
  { right }: Case,
  state: AgentState,
  cluster: ClusterState,
  audited: readonly AuditEntry[],
): Pick<Judged, 'verdict' | 'told'> {
  const attempt = state.attempts.at(-1)
  if (attempt !== undefined) {
    const made = attempt.changes.map((change) => wordsOf(change, cluster))
    const isRight = made.every((text) => right.some((prefix) => text.startsWith(prefix)))
    return { verdict: isRight ? 'right' : 'wrong', told: made.join('; ') }
  }
  const told = state.refusals.join(' ')
  const answers = audited.filter(({ what }) => what === 'model').map(({ detail }) => String(detail['answer']))
  if (answers.length === 0) return { verdict: 'not asked', told }
  const isRefused = answers.length > 1 && !told.includes('chose another change') && answers.every((answer) => /^\d+$/.test(answer))
  return { verdict: isRefused ? 'refused' : 'none', told }
}

function wordsOf({ object, operations, source }: RepairAttempt['changes'][number], cluster: ClusterState): string {
  const path = operations.find(({ op }) => op !== 'test')?.path ?? ''
  const live = cluster.find(object.kind, object.namespace, object.name)
  const place = placeInWords(fromPointer(path), live?.value ?? {})
  return `${source === 'model' ? '' : `${source}: `}${object.kind} ${object.name}: ${place}`
}

function snapshotOf({ name, recording }: Case): Snapshot {
  const file =
    recording === undefined
      ? join(import.meta.dirname, 'recordings', `${name}.json`)
      : join(import.meta.dirname, '../recordings', `${recording}.json`)
  return readRecording(readFileSync(file))
}

async function portsFor(
  snapshot: Snapshot,
  cluster: ClusterState,
  judge: RepairJudge | undefined,
  audited: AuditEntry[],
): Promise<RepairPorts> {
  const namespace = cluster.list('Deployment')[0]?.namespace ?? ''
  const objects = OF_PEOPLE.flatMap((kind) => cluster.in(kind, namespace)).filter(({ name }) => name !== 'kube-root-ca.crt')
  const git = new MemoryGit(() => snapshot.now)
  const files = objects.map((object) => [`app/${object.kind}-${object.name}.yaml`.toLowerCase(), dump(manifestOf(object))])
  await git.push('main', Object.fromEntries(files) as Record<string, string>, 'The release')
  const application = applicationOf(git, namespace, objects)
  let now = snapshot.now
  return {
    git,
    deployer: {
      application: () => Promise.resolve(application),
      applications: () => Promise.resolve([application]),
      follow: () => {
        throw new Error('The loop does not follow.')
      },
      refresh: () => Promise.resolve(),
      sync: () => Promise.resolve({ state: 'asked' }),
    },
    cluster: { read: () => Promise.resolve(snapshot) },
    renderer: { render: async (source, tree, signal) => await renderTree(source, tree, signal) },
    store: { load: () => Promise.resolve(undefined), save: (state) => Promise.resolve({ state, version: '1' }) },
    audit: { record: (entry) => void audited.push(entry) },
    clock: {
      now: () => now,
      sleep: (milliseconds) => {
        now += milliseconds
        return Promise.resolve()
      },
    },
    // A busy machine is not what is measured here.
    proposers: judge === undefined ? [] : [modelProposer({ judge, timeout: 3_600_000 })],
  }
}

function manifestOf({ apiVersion, kind, name, namespace, value }: LiveObject): object {
  const { status: _, metadata: __, ...rest } = value
  return { ...structuredClone(rest), apiVersion, kind, metadata: { name, namespace } }
}

function applicationOf(git: MemoryGit, namespace: string, objects: readonly LiveObject[]): ApplicationStatus {
  return {
    namespace: 'argocd',
    name: 'shop',
    sources: [{ repository: git.repository, revision: 'main', path: 'app', kind: 'directory', namespace }],
    destination: { namespace },
    health: 'Degraded',
    sync: 'Synced',
    revision: git.branches.get('main'),
    operation: undefined,
    automated: true,
    resources: objects.map(({ reference }) => ({ object: reference })),
    history: [],
    conditions: [],
  }
}
