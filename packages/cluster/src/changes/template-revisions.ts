import { isMap } from '@aks-copilot/kubernetes'
import { timeOf } from '../context/live-object.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Change, EventRecord, FieldChange, Time } from '../context/records.ts'
import { diffValuesAt } from './diff-objects.ts'
import { fieldManagers, whoChanged } from './managers.ts'

/** One revision of a workload's pod template. */
interface Revision {
  readonly number: number
  readonly template: unknown
  /** When it became the wanted one; undefined where nothing tells. */
  readonly at: Time | undefined
}

/** What a workload's revisions are read from. */
export interface RevisionSources {
  /** The ReplicaSets of a Deployment, the ControllerRevisions of a StatefulSet or DaemonSet. */
  readonly holders: readonly LiveObject[]
  readonly pods: (replicaSet: LiveObject) => readonly LiveObject[]
  /** Events about the workload. */
  readonly events: readonly EventRecord[]
}

/** The rollouts that a workload's kept revisions tell of, oldest first. A revision of which nobody knows when it came is left out. */
export function rollouts(workload: LiveObject, sources: RevisionSources): Change[] {
  const revisions = (workload.kind === 'Deployment' ? ofReplicaSets(workload, sources) : ofControllerRevisions(sources)).toSorted(
    (left, right) => left.number - right.number,
  )
  return revisions.flatMap((revision, index) => {
    const previous = revisions[index - 1]
    if (previous === undefined || revision.at === undefined) return []
    const diff = diffOf(workload, previous, revision)
    return [
      {
        id: `${workload.uid}@revision-${revision.number}`,
        object: workload.reference,
        uid: workload.uid,
        at: revision.at,
        by: whoChanged(workload, diff.length === 0 ? ANY : diff, revision.at),
        kind: 'rollout' as const,
        diff,
        origin: 'revision' as const,
      },
    ]
  })
}

const ANY: readonly FieldChange[] = [{ path: '/spec/template', from: undefined, to: undefined }]

/** Where a revision between the two is gone, nobody can say which change came with which. */
function diffOf(workload: LiveObject, previous: Revision, revision: Revision): FieldChange[] {
  if (workload.kind === 'Deployment' && revision.number !== previous.number + 1) return []
  return diffValuesAt(previous.template, revision.template, ['spec', 'template'])
}

const REVISION = 'deployment.kubernetes.io/revision'
const HISTORY = 'deployment.kubernetes.io/revision-history'

/** A roll-back gives an old ReplicaSet a new number; its earlier ones stand in `revision-history`. */
function ofReplicaSets(workload: LiveObject, sources: RevisionSources): Revision[] {
  const all = sources.holders.flatMap((holder) => {
    const current = Number(holder.annotations.at(REVISION).text ?? Number.NaN)
    const earlier = (holder.annotations.at(HISTORY).text ?? '')
      .split(',')
      .filter((text) => text !== '')
      .map(Number)
    const template = withoutHash(holder.spec.at('template').value)
    return [...earlier, current].filter(Number.isFinite).map((number, index) => ({ number, template, holder, isFirst: index === 0 }))
  })
  const first = all.filter((one) => one.isFirst)
  const made = (those: typeof first): Time[] => those.flatMap(({ holder }) => holder.createdAt ?? [])
  return all.map(({ number, template, holder, isFirst }) => ({
    number,
    template,
    at: isFirst
      ? holder.createdAt
      : rolledBackAt(workload, holder, sources, {
          after: Math.max(0, ...made(first.filter((one) => one.number < number))),
          before: Math.min(Number.POSITIVE_INFINITY, ...made(first.filter((one) => one.number > number))),
        }),
  }))
}

/** When a workload went back to a ReplicaSet that had been there before: its first trace between the revision it left and the next. */
function rolledBackAt(
  workload: LiveObject,
  holder: LiveObject,
  { events, pods }: RevisionSources,
  { after, before }: { readonly after: Time; readonly before: Time },
): Time | undefined {
  const scaled = events.flatMap(({ reason, message, firstAt, lastAt }) =>
    reason === 'ScalingReplicaSet' && message.includes(`Scaled up replica set ${holder.name} from`) ? [firstAt, lastAt] : [],
  )
  const set = fieldManagers(workload)
    .filter(({ fields }) => fields.some((field) => field.startsWith('/spec/template')))
    .map(({ at }) => at)
  const made = pods(holder).flatMap(({ createdAt }) => createdAt ?? [])
  const progress = timeOf(workload.condition('Progressing').at('lastUpdateTime'))
  for (const times of [scaled, set, made, progress === undefined ? [] : [progress]]) {
    const later = times.filter((time) => time > after && time < before)
    if (later.length > 0) return Math.min(...later)
  }
  return undefined
}

/** A roll-back gives an old ControllerRevision the next number: the note of that is the last that was set on it. */
function ofControllerRevisions({ holders }: RevisionSources): Revision[] {
  const all = holders.flatMap((holder) => {
    const number = holder.at('revision').number
    return number === undefined ? [] : [{ number, holder }]
  })
  return all.flatMap(({ number, holder }) => {
    const template = withoutPatch(holder.at('data', 'spec', 'template').value)
    const younger = all.filter((other) => (other.holder.createdAt ?? 0) > (holder.createdAt ?? 0)).map((other) => other.number)
    const next = Math.min(Number.POSITIVE_INFINITY, ...younger)
    if (next > number) return [{ number, template, at: holder.createdAt }]
    // It had another number when it was made, one before the next that was made.
    return [
      { number: next - EARLIER, template, at: holder.createdAt },
      { number, template, at: numberedAt(holder) },
    ]
  })
}

const EARLIER = 0.5

function numberedAt(holder: LiveObject): Time | undefined {
  const times = holder
    .at('metadata', 'managedFields')
    .items()
    .flatMap((entry) => timeOf(entry.at('time')) ?? [])
  const last = times.length === 0 ? undefined : Math.max(...times)
  return last === undefined || last === holder.createdAt ? undefined : last
}

function withoutHash(template: unknown): unknown {
  if (!isMap(template) || !isMap(template['metadata']) || !isMap(template['metadata']['labels'])) return template
  const { 'pod-template-hash': _, ...labels } = template['metadata']['labels']
  return { ...template, metadata: { ...template['metadata'], labels } }
}

function withoutPatch(template: unknown): unknown {
  if (!isMap(template)) return template
  const { $patch: _, ...rest } = template
  return rest
}
