import { ClusterState, diagnose, type LiveObject, readRecording } from '@aks-copilot/cluster'
import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { readFileSync } from 'node:fs'
import type { ApplicationStatus } from '../../ports.ts'
import { repairPolicySchema, type RepairPolicy } from '../../policy/repair-policy.ts'
import { withValue } from '../../trace/wanted-change.ts'
import type { ProposalContext } from '../proposer.ts'

export type Json = Readonly<Record<string, unknown>>

/** A state that was recorded on a real cluster, as the application of its namespace. */
export interface Recorded {
  readonly state: ClusterState
  readonly incident: Incident
  readonly application: ApplicationStatus
  /** What Git renders to: the objects of people as they stand in the cluster, without what the cluster adds. */
  readonly manifests: readonly Json[]
  readonly context: (options?: {
    readonly healthy?: readonly Json[]
    readonly manifests?: readonly Json[]
    readonly policy?: Partial<RepairPolicy>
  }) => ProposalContext
  readonly find: (kind: string, name: string) => LiveObject
}

const RECORDINGS = new URL('../../../../../evals/recordings/', import.meta.url)
const OF_PEOPLE = [
  'Deployment',
  'StatefulSet',
  'Service',
  'ConfigMap',
  'Ingress',
  'NetworkPolicy',
  'HorizontalPodAutoscaler',
  'ResourceQuota',
  'PersistentVolumeClaim',
  'Job',
  'CronJob',
]

export function recorded(name: string): Recorded {
  const snapshot = readRecording(readFileSync(new URL(`${name}.json`, RECORDINGS)))
  const state = new ClusterState(snapshot)
  const [incident] = diagnose(state, { runId: 'test' }).incidents
  const namespace = incident?.cause.object.namespace
  if (incident === undefined || namespace === undefined) throw new Error(`${name}: nothing is wrong`)
  const objects = OF_PEOPLE.flatMap((kind) => state.in(kind, namespace)).filter((object) => object.name !== 'kube-root-ca.crt')
  const application = applicationOf(
    namespace,
    objects.map(({ reference }) => reference),
  )
  const manifests = objects.map(asManifest)
  const find = (kind: string, wanted: string): LiveObject => {
    const found = state.find(kind, namespace, wanted)
    if (found === undefined) throw new Error(`${kind} ${wanted} was not recorded`)
    return found
  }
  return {
    state,
    incident,
    application,
    manifests,
    find,
    context: (options = {}) => ({
      application,
      incidents: [incident],
      state,
      policy: repairPolicySchema.parse(options.policy ?? {}),
      manifests: options.manifests ?? manifests,
      healthyManifests: options.healthy,
      healthyRevision: options.healthy === undefined ? undefined : '8f56e1c0ffee',
      tried: new Set(),
      signal: AbortSignal.timeout(60_000),
    }),
  }
}

/** Manifests with one place set to another value; undefined removes. */
export function changed(manifests: readonly Json[], kind: string, name: string, path: string, value: unknown): readonly Json[] {
  const isIt = (object: Json): boolean => object['kind'] === kind && (object['metadata'] as Json)['name'] === name
  if (!manifests.some(isIt)) throw new Error(`${kind} ${name} is not there`)
  return manifests.map((object) => (isIt(object) ? (withValue(object, path.split('/').slice(1), value) as Json) : object))
}

function asManifest({ apiVersion, kind, name, namespace, value }: LiveObject): Json {
  const { status: _, metadata: __, ...rest } = value
  return { ...structuredClone(rest), apiVersion, kind, metadata: { name, namespace } }
}

function applicationOf(namespace: string, objects: readonly LiveReference[]): ApplicationStatus {
  return {
    namespace: 'argocd',
    name: 'shop',
    sources: [{ repository: 'https://github.com/contoso/shop', revision: 'main', path: 'app', kind: 'directory', namespace }],
    destination: { namespace },
    health: 'Degraded',
    sync: 'Synced',
    revision: undefined,
    operation: undefined,
    automated: true,
    resources: objects.map((object) => ({ object })),
    history: [],
    conditions: [],
  }
}
