import type { LiveReference, Severity } from '@aks-copilot/contracts'
import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { MINUTE, SECOND } from '../../durations.ts'
import { type EvidenceRecord, eventEvidence, fieldEvidence } from '../../evidence.ts'

export interface ApplicationTrouble {
  /** For the middle of a sentence: what it is or does. */
  readonly what: string
  readonly severity: Severity
  readonly since: number | undefined
  readonly evidence: readonly EvidenceRecord[]
  readonly blames: readonly LiveReference[]
}

/** Fetching from Git fails now and then; the next look comes within seconds. */
const TRANSIENT = 30 * SECOND
/** Argo CD looks into Git every 3 minutes and then syncs by itself: what is still out of sync after that stays so. */
const SELF_SYNC = 5 * MINUTE
/** A Deployment that replaces its pods is Degraded for a moment now and then. */
const SETTLING = 30 * SECOND

/** The worst thing that is wrong with an Application; undefined while it is well, syncs, or was not synced yet. */
export function applicationTrouble(application: LiveObject, state: ClusterState): ApplicationTrouble | undefined {
  return cannotCompare(application, state) ?? syncFailed(application) ?? degraded(application, state) ?? outOfSync(application, state)
}

/** Argo CD could not even make or compare the manifests: a wrong path, repository, revision or project. */
function cannotCompare(application: LiveObject, state: ClusterState): ApplicationTrouble | undefined {
  const condition = application.status
    .at('conditions')
    .items()
    .find((one) => ['ComparisonError', 'InvalidSpecError', 'UnknownError', 'DeletionError'].includes(one.at('type').text ?? ''))
  if (condition === undefined) return undefined
  // The condition is written anew at each try; the event tells of the first.
  const event = state.eventsAbout(application, 'ResourceUpdated').findLast(({ message }) => /sync status: .*-> Unknown/.test(message))
  const since = event?.lastAt ?? timeOf(condition.at('lastTransitionTime'))
  if (since !== undefined && state.now - since < TRANSIENT) return undefined
  const what = condition.at('type').is('InvalidSpecError')
    ? 'has a spec that Argo CD refuses'
    : condition.at('type').is('DeletionError')
      ? "can't be deleted"
      : "can't be compared with Git"
  return trouble(`${what}: ${lastWords(condition.at('message').text ?? '')}`, 'error', since, [
    fieldEvidence(application, condition.at(condition.at('message').exists ? 'message' : 'type'), since),
  ])
}

/** The last sync failed, or is being tried again after a failure. A first try that runs is no fault. */
function syncFailed(application: LiveObject): ApplicationTrouble | undefined {
  const operation = application.status.at('operationState')
  const phase = operation.at('phase')
  const tries = operation.at('retryCount').number ?? 0
  if (!phase.is('Failed') && !phase.is('Error') && !(phase.is('Running') && tries > 0)) return undefined
  const since = timeOf(operation.at('startedAt'))
  const refused = operation
    .at('syncResult', 'resources')
    .items()
    .find(
      (resource) => resource.at('status').is('SyncFailed') || resource.at('hookPhase').is('Failed') || resource.at('hookPhase').is('Error'),
    )
  const said =
    refused === undefined
      ? lastWords(operation.at('message').text ?? '')
      : `${resourceName(refused)}: ${lastWords(refused.at('message').text ?? '')}`
  // What was put in order by hand since then is in sync, and only a hook is left undone.
  const synced = application.status.at('sync', 'status').is('Synced')
  const told = `failed to sync revision \`${revisionOf(operation.at('syncResult'), application)}\`${tries > 0 ? ` (${tries} retries)` : ''}: ${said}`
  const evidence = [
    fieldEvidence(application, phase, since),
    ...(operation.at('message').exists ? [fieldEvidence(application, operation.at('message'))] : []),
    ...(refused === undefined ? [] : [fieldEvidence(application, refused.at(refused.at('message').exists ? 'message' : 'kind'))]),
  ]
  return trouble(told, synced ? 'warning' : 'error', since, evidence, refused === undefined ? [] : [referenceOf(refused)])
}

function degraded(application: LiveObject, state: ClusterState): ApplicationTrouble | undefined {
  const { status } = application
  const health = status.at('health', 'status')
  const since = timeOf(status.at('health', 'lastTransitionTime'))
  const missing = health.is('Missing')
  if ((!health.is('Degraded') && !missing) || isSyncing(application) || state.now - (since ?? 0) < SETTLING) return undefined
  // Never synced, and nobody is to do it but a person: it waits.
  if (missing && !status.at('operationState').exists && !isAutomatic(application)) return undefined
  const what = missing ? 'has resources that are not in the cluster' : 'is Degraded'
  const message = status.at('health', 'message').text
  const at = ` at revision \`${revisionOf(status.at('sync'), application)}\``
  return trouble(`${what}${at}${message === undefined ? '' : `: ${lastWords(message)}`}`, 'error', since, [
    fieldEvidence(application, health, since),
  ])
}

function outOfSync(application: LiveObject, state: ClusterState): ApplicationTrouble | undefined {
  const status = application.status.at('sync', 'status')
  if (!status.is('OutOfSync') || isSyncing(application)) return undefined
  const event = state.eventsAbout(application, 'ResourceUpdated').findLast(({ message }) => /sync status: .*-> OutOfSync/.test(message))
  const since = event?.lastAt
  if (since !== undefined && state.now - since < SELF_SYNC) return undefined
  const differing = application.status
    .at('resources')
    .items()
    .filter((resource) => resource.at('status').is('OutOfSync'))
  const names = differing.slice(0, 2).map(resourceName).join(', ')
  const more = differing.length > 2 ? ` and ${differing.length - 2} more` : ''
  const automatic = isAutomatic(application)
  const what = `is out of sync with revision \`${revisionOf(application.status.at('sync'), application)}\`${names === '' ? '' : `: ${names}${more}`}${automatic ? ', and Argo CD does not sync it though it should' : ''}`
  // Where a person syncs, a difference is a fact, and may be meant.
  return trouble(
    what,
    automatic ? 'warning' : 'info',
    since,
    [fieldEvidence(application, status, since), ...(event === undefined ? [] : [eventEvidence(event)])],
    differing.slice(0, 2).map(referenceOf),
  )
}

function trouble(
  what: string,
  severity: Severity,
  since: number | undefined,
  evidence: readonly EvidenceRecord[],
  blames: readonly LiveReference[] = [],
): ApplicationTrouble {
  return { what, severity, since, evidence, blames }
}

function isSyncing(application: LiveObject): boolean {
  return application.status.at('operationState', 'phase').is('Running') || application.status.at('health', 'status').is('Progressing')
}

function isAutomatic(application: LiveObject): boolean {
  const automated = application.spec.at('syncPolicy', 'automated')
  return automated.exists && !automated.at('enabled').is(false)
}

const SHORT = 8

/** A commit as people write it; a branch or version as it is. */
function revisionOf(at: Field, application: LiveObject): string {
  const revision =
    at.at('revision').text ?? at.at('revisions').items()[0]?.text ?? application.spec.at('source', 'targetRevision').text ?? 'HEAD'
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, SHORT) : revision
}

function resourceName(resource: Field): string {
  const namespace = resource.at('namespace').text
  return `${resource.at('kind').text} \`${namespace === undefined ? '' : `${namespace}/`}${resource.at('name').text}\``
}

function referenceOf(resource: Field): LiveReference {
  const namespace = resource.at('namespace').text
  return {
    kind: resource.at('kind').text ?? '',
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    name: resource.at('name').text ?? '',
  }
}

const LONGEST = 240

/** The end of a chain of errors is what happened; a long text keeps its beginning. */
function lastWords(message: string): string {
  const told = (message.split('rpc error: code = Unknown desc = ').at(-1) ?? message)
    .replace(/^Manifest generation error \(cached\): /, '')
    .replace(/\.? Retrying attempt #\d+ at .*$/, '')
    .replace(/\.$/, '')
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told
}
