import type { Field } from '@aks-copilot/kubernetes'
import { type LiveObject, objectKey, timeOf } from '../context/live-object.ts'
import type { Change, EventRecord, FieldChange, Time } from '../context/records.ts'
import { AUTOSCALER, fieldManagers } from './managers.ts'

/** The syncs that an Argo CD Application remembers. */
export function revisionChanges(application: LiveObject): Change[] {
  if (application.kind !== 'Application') return []
  const history = application.at('status', 'history').items()
  return history.flatMap((entry, index): Change[] => {
    const at = timeOf(entry.at('deployedAt'))
    const [from, to] = [revisionOf(history[index - 1]), revisionOf(entry)]
    if (at === undefined || to === undefined || from === to) return []
    return [
      {
        id: `${application.uid}@history-${entry.at('id').scalar ?? index}`,
        object: application.reference,
        uid: application.uid,
        at,
        by: entry.at('initiatedBy', 'username').text ?? (entry.at('initiatedBy', 'automated').is(true) ? 'automated sync' : undefined),
        kind: 'rollout',
        diff: [{ path: '/status/sync/revision', from, to }],
        origin: 'revision',
      },
    ]
  })
}

function revisionOf(entry: Field | undefined): string | undefined {
  return entry?.at('revision').text ?? entry?.at('revisions').items()[0]?.text
}

/** A sync takes this long at most before its time is noted. */
const SYNC = 120_000
const SHOWN = 12

/** Names the Git revision beside Argo CD, where its Application tells which one it brought then. */
export function withRevisions(changes: readonly Change[], objects: readonly LiveObject[]): Change[] {
  const applications = objects.filter(({ kind }) => kind === 'Application')
  if (applications.length === 0) return [...changes]
  return changes.map((change) => {
    if (change.by?.startsWith('argocd') !== true) return change
    const revision = applications.map((application) => revisionAt(application, change)).find((found) => found !== undefined)
    return revision === undefined ? change : { ...change, by: `${change.by}, revision ${revision.slice(0, SHOWN)}` }
  })
}

function revisionAt(application: LiveObject, change: Change): string | undefined {
  const holds = application
    .at('status', 'resources')
    .items()
    .some((resource) => {
      const named = { kind: resource.at('kind').text ?? '', namespace: resource.at('namespace').text, name: resource.at('name').text ?? '' }
      return objectKey(named) === objectKey(change.object)
    })
  if (!holds) return undefined
  const operation = application.at('status', 'operationState')
  const [start, end] = [timeOf(operation.at('startedAt')), timeOf(operation.at('finishedAt'))]
  if (start !== undefined && change.at >= start - 1000 && change.at <= (end ?? Number.POSITIVE_INFINITY) + 1000)
    return operation.at('syncResult', 'revision').text
  const entry = application
    .at('status', 'history')
    .items()
    .find((one) => isWithin(timeOf(one.at('deployedAt')), change.at))
  return revisionOf(entry)
}

function isWithin(deployedAt: Time | undefined, at: Time): boolean {
  return deployedAt !== undefined && at <= deployedAt + 1000 && deployedAt - at <= SYNC
}

/** Changes that only events tell of: what autoscalers did, Deployments that were scaled, and nodes that were cordoned or booted. */
export function eventChanges(events: readonly EventRecord[], objects: readonly LiveObject[]): Change[] {
  const byKey = new Map(objects.map((object) => [objectKey(object), object]))
  const told = events.flatMap((event): Change[] => {
    if (event.reason === 'SuccessfulRescale' && event.object.kind === 'HorizontalPodAutoscaler') return rescaling(event, byKey)
    if (event.reason === 'ScalingReplicaSet') return scaling(event, events, byKey)
    const diff = event.object.kind === 'Node' ? NODE_EVENTS[event.reason] : undefined
    const node = diff === undefined ? undefined : byKey.get(objectKey({ kind: 'Node', name: event.object.name }))
    return diff === undefined || node === undefined ? [] : [changeOf(event, node, diff, 'changed')]
  })
  return told.filter((change) => !told.some((other) => isToldBetter(change, other)))
}

/** The autoscaler and the Deployment's controller tell of the same scaling; only the latter says from how many. */
function isToldBetter(change: Change, other: Change): boolean {
  const isVague = ({ diff }: Change): boolean => diff.every(({ from, to }) => from === undefined && to === undefined)
  return (
    change.uid === other.uid &&
    change.kind === 'scaled' &&
    other.kind === 'scaled' &&
    isVague(change) &&
    !isVague(other) &&
    Math.abs(change.at - other.at) <= ANSWER
  )
}

const NODE_EVENTS: Readonly<Record<string, FieldChange | undefined>> = {
  NodeNotSchedulable: { path: '/spec/unschedulable', from: undefined, to: true },
  NodeSchedulable: { path: '/spec/unschedulable', from: true, to: undefined },
  Rebooted: { path: '/status/nodeInfo/bootID', from: undefined, to: undefined },
}

/** `New size: 5; reason: cpu resource utilization (percentage of request) above target` */
function rescaling(event: EventRecord, byKey: ReadonlyMap<string, LiveObject>): Change[] {
  const autoscaler = byKey.get(objectKey(event.object))
  const target = autoscaler?.spec.at('scaleTargetRef')
  const scaled = byKey.get(
    objectKey({ kind: target?.at('kind').text ?? '', namespace: event.object.namespace, name: target?.at('name').text ?? '' }),
  )
  if (scaled === undefined || !/^New size: \d+/.test(event.message)) return []
  return [{ ...changeOf(event, scaled, { path: '/spec/replicas', from: undefined, to: undefined }, 'scaled'), by: AUTOSCALER }]
}

const REVISION = 'deployment.kubernetes.io/revision'
const ANSWER = 5000
const ROLLOUT = 60_000

/**
 * `kubectl scale` leaves a field manager without a time behind, and none at all where it scales to zero: the event of the Deployment's
 * controller tells when. Other revisions go up and down in each rollout, so does the current one beside them.
 */
function scaling(event: EventRecord, events: readonly EventRecord[], byKey: ReadonlyMap<string, LiveObject>): Change[] {
  const deployment = byKey.get(objectKey(event.object))
  const [, name = '', from, to] = SCALED.exec(event.message) ?? []
  if (deployment === undefined || from === undefined || event.count > 1 || deployment.spec.at('replicas').number !== Number(to)) return []
  const current = byKey.get(objectKey({ kind: 'ReplicaSet', namespace: event.object.namespace, name }))
  const revision = current?.at('metadata', 'annotations', REVISION).text
  if (revision === undefined || deployment.at('metadata', 'annotations', REVISION).text !== revision) return []
  const isFirst = event.lastAt - (current?.createdAt ?? 0) <= ANSWER
  const isRollout = events.some(
    (other) =>
      other.reason === event.reason &&
      objectKey(other.object) === objectKey(event.object) &&
      SCALED.exec(other.message)?.[1] !== name &&
      Math.abs(other.lastAt - event.lastAt) < ROLLOUT,
  )
  const scaler = deployment
    .at('metadata', 'managedFields')
    .items()
    .find((entry) => entry.at('subresource').is('scale') && !entry.at('time').exists)
  const isTold = fieldManagers(deployment).some(({ fields }) => fields.includes('/spec/replicas'))
  if (isFirst || isRollout || isTold || (scaler === undefined && to !== '0')) return []
  const by = scaler?.at('manager').text
  const change = changeOf(event, deployment, { path: '/spec/replicas', from: Number(from), to: Number(to) }, 'scaled')
  return [{ ...change, ...(by === undefined ? {} : { by: by === CONTROLLER ? AUTOSCALER : by }) }]
}

const SCALED = /^Scaled (?:up|down) replica set (\S+) from (\d+) to (\d+)$/
const CONTROLLER = 'kube-controller-manager'

function changeOf(event: EventRecord, object: LiveObject, diff: FieldChange, kind: Change['kind']): Change {
  return {
    id: `${object.uid}@${event.uid}`,
    object: object.reference,
    uid: object.uid,
    at: event.lastAt,
    kind,
    diff: [diff],
    origin: 'managed-fields',
  }
}
