import { maskSecrets } from '@aks-copilot/cluster'
import type { LiveReference } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '@aks-copilot/remediation/ports'
import type { Application } from './application-schema.ts'
import { readSources } from './read-sources.ts'

const HEALTH = ['Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing', 'Unknown'] as const
const SYNC = ['Synced', 'OutOfSync', 'Unknown'] as const
const MOST_MESSAGE = 2000
const MOST_REFUSED = 20
/** What Argo CD says where a window of the project, or of a global project above it, is closed. */
const BLOCKED = 'Sync operation blocked by sync window'

/** An Application in the words of the debug loop. Texts that Argo CD quotes of the cluster and of Git are masked and bounded. */
export function readApplication(application: Application): ApplicationStatus {
  const { metadata, spec, status } = application
  const { server, name, namespace } = spec.destination
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    createdAt: metadata.creationTimestamp,
    sources: readSources(application),
    destination: {
      ...(server === undefined ? {} : { server }),
      ...(name === undefined ? {} : { name }),
      namespace: namespace ?? '',
    },
    health: HEALTH.find((word) => word === status.health?.status) ?? 'Unknown',
    sync: SYNC.find((word) => word === status.sync?.status) ?? 'Unknown',
    revision: revisionOf(status.sync),
    operation: operationOf(application),
    automated: isAutomated(application),
    resources: (status.resources ?? []).map(resourceOf),
    history: historyOf(application),
    conditions: (status.conditions ?? []).flatMap(({ type, message }) => (type.endsWith('Error') ? [`${type}: ${shown(message)}`] : [])),
  }
}

export function isAutomated({ spec }: Application): boolean {
  const automated = spec.syncPolicy?.automated
  return automated !== undefined && automated !== null && automated.enabled !== false
}

interface Revisions {
  readonly revision?: string | undefined
  readonly revisions?: readonly string[] | undefined
}

/** Of several sources, the first's. */
function revisionOf({ revision, revisions }: Revisions = {}): string | undefined {
  const first = revision === undefined || revision === '' ? revisions?.[0] : revision
  return first === '' ? undefined : first
}

function operationOf({ operation, status }: Application): ApplicationStatus['operation'] {
  const hasBegun = status.operationState?.phase === 'Running' || status.operationState?.phase === 'Terminating'
  // Asked for and not yet begun: what the last one came to no longer counts.
  if (operation !== undefined && operation !== null && !hasBegun) return { phase: 'Running', message: 'A sync was asked for.' }
  if (status.operationState === undefined) return undefined
  const { message, syncResult, retryCount = 0 } = status.operationState
  // Argo CD calls a sync that failed and is tried again running, for minutes.
  const phase = status.operationState.phase === 'Running' && retryCount > 0 ? 'Failed' : status.operationState.phase
  const revision = revisionOf(syncResult)
  const refused = (syncResult?.resources ?? [])
    .filter(({ status: result }) => result === 'SyncFailed')
    .slice(0, MOST_REFUSED)
    .map((resource) => ({ object: referenceOf(resource), message: shown(resource.message ?? '') }))
  return {
    phase,
    message: shown(message ?? ''),
    ...(revision === undefined ? {} : { revision }),
    ...(refused.length === 0 ? {} : { refused }),
    ...(phase === 'Running' && (message ?? '').startsWith(BLOCKED) ? { isBlocked: true } : {}),
  }
}

type Resource = NonNullable<Application['status']['resources']>[number]
type ObjectNames = Pick<Resource, 'group' | 'version' | 'kind' | 'namespace' | 'name'>

function referenceOf({ group, version, kind, namespace, name }: ObjectNames): LiveReference {
  const apiVersion = `${group === undefined || group === '' ? '' : `${group}/`}${version ?? 'v1'}`
  return { apiVersion, kind, name, ...(namespace === undefined || namespace === '' ? {} : { namespace }) }
}

function resourceOf({ health, status, ...resource }: Resource): ApplicationStatus['resources'][number] {
  return {
    object: referenceOf(resource),
    ...(status === 'OutOfSync' ? { differs: true } : {}),
    ...(health?.status === undefined ? {} : { health: health.status }),
    ...(health?.message === undefined ? {} : { message: shown(health.message) }),
  }
}

/** Argo CD keeps the oldest first. */
function historyOf({ status }: Application): ApplicationStatus['history'] {
  return (status.history ?? []).toReversed().flatMap((entry) => {
    const revision = revisionOf(entry)
    return revision === undefined ? [] : [{ revision, deployedAt: entry.deployedAt }]
  })
}

function shown(text: string): string {
  return maskSecrets(text.length <= MOST_MESSAGE ? text : `${text.slice(0, MOST_MESSAGE)}…`)
}
