import { fromPointer, isMap, toPointer } from '@aks-copilot/kubernetes'
import { Coverage } from '../context/coverage.ts'
import { LiveObject } from '../context/live-object.ts'
import type { Change, FieldChange } from '../context/records.ts'
import { Pseudonyms } from './pseudonyms.ts'
import type { Recording } from './recording.ts'
import type { SecretRandom } from './secret-random.ts'
import { wordsOf } from './tokens.ts'
import type { Identifier } from './word-families.ts'

/** Maps whose keys are somebody's words. All other keys are fields of an API. */
const OWN_KEYS = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'selector',
  'nodeSelector',
  'data',
  'binaryData',
  'parameters',
  'volumeAttributes',
  'limits',
  'requests',
  'hard',
  'used',
  'capacity',
  'allocatable',
])
/** Fields that machines read: a schedule, a time zone. */
const KEPT_VALUES = new Set(['resourceVersion', 'schedule', 'timeZone', 'verbs'])
/** Sizes in bytes are long numbers and tell nothing. */
const AMOUNT = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/

/** Names that nobody types: those that controllers make. */
const GENERATED = new Set(['Pod', 'ReplicaSet', 'EndpointSlice', 'ControllerRevision', 'VolumeAttachment', 'Job'])

/**
 * The same recording under pseudonyms: names, namespaces, labels, hosts, addresses, values, and all of them in messages and log lines.
 * What detectors see of it (who names whom, what is nearly the same, ports, versions, times, amounts) stays. Returns the pseudonyms as
 * well; whoever has them can undo it.
 */
export function anonymiseRecording(
  recording: Recording,
  random: SecretRandom,
): { readonly recording: Recording; readonly pseudonyms: Pseudonyms } {
  const pseudonyms = new Pseudonyms(random, identifiersOf(recording), keptWords(recording))
  const text = (value: string): string => pseudonyms.text(value)
  const all = <T>(value: T): T => anonymised(value, '', pseudonyms) as T
  const object = ({ value }: LiveObject): LiveObject => new LiveObject(all(value))
  const { snapshot, history } = recording
  const made: Recording = {
    snapshot: {
      ...snapshot,
      cluster: text(snapshot.cluster),
      coverage: new Coverage(
        snapshot.coverage.entries.map((entry) => ({ ...entry, ...all({ namespace: entry.namespace, why: entry.why }) })),
      ),
      objects: snapshot.objects.map(object),
      events: snapshot.events.map((event) => all(event)),
      logs: snapshot.logs.map((stream) => all(stream)),
      metrics: snapshot.metrics.map(({ object: of, container, metric, points }) => ({
        object: all(of),
        container: all(container),
        metric,
        points,
      })),
      changes: snapshot.changes.map((change) => changeOf(change, pseudonyms)),
    },
    history: history.map((version) => ({ ...version, object: object(version.object) })),
  }
  return { recording: made, pseudonyms }
}

/** A value under a key. */
function anonymised(value: unknown, key: string, pseudonyms: Pseudonyms): unknown {
  if (typeof value === 'string') return anonymisedText(value, key, pseudonyms)
  if (Array.isArray(value)) return value.map((item) => anonymised(item, key, pseudonyms))
  if (!isMap(value)) return value
  if (key === 'managedFields' && Array.isArray(value['fields'])) {
    const fields = (value['fields'] as unknown[]).map((field) => (typeof field === 'string' ? anonymisedPointer(field, pseudonyms) : field))
    return { ...value, manager: anonymised(value['manager'], 'manager', pseudonyms), fields }
  }
  const isOwn = OWN_KEYS.has(key)
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [isOwn ? pseudonyms.text(name) : name, anonymised(child, isOwn ? '' : name, pseudonyms)]),
  )
}

function anonymisedText(value: string, key: string, pseudonyms: Pseudonyms): string {
  if (KEPT_VALUES.has(key) || (key !== 'value' && AMOUNT.test(value))) return value
  return pseudonyms.text(value)
}

/** A path into an object: what stands below a map of somebody's words is one. */
function anonymisedPointer(pointer: string, pseudonyms: Pseudonyms): string {
  const steps = fromPointer(pointer)
  return toPointer(
    steps.map((step, index) =>
      OWN_KEYS.has(steps[index - 1] ?? '') && step !== 'matchLabels' && step !== 'matchExpressions' ? pseudonyms.text(step) : step,
    ),
  )
}

function changeOf(change: Change, pseudonyms: Pseudonyms): Change {
  const { id, object, uid, by } = change
  const texts = anonymised({ id, object, uid, by }, '', pseudonyms) as Pick<Change, 'id' | 'object' | 'uid' | 'by'>
  const diff = change.diff.map((field): FieldChange => {
    const key = fromPointer(field.path).at(-1) ?? ''
    return {
      path: anonymisedPointer(field.path, pseudonyms),
      from: anonymised(field.from, key, pseudonyms),
      to: anonymised(field.to, key, pseudonyms),
      ...(field.names === undefined ? {} : { names: field.names.map((name) => pseudonyms.text(name)) }),
    }
  })
  return { ...change, ...texts, diff }
}

/** Time zones stand in objects and in messages about them. */
function keptWords({ snapshot }: Recording): ReadonlySet<string> {
  return new Set(snapshot.objects.flatMap((object) => wordsOf(object.spec.at('timeZone').text ?? '')))
}

const LONGEST = 80
const MOST_IDENTIFIERS = 6000

/** What detectors compare by likeness: names, labels, keys, ports … and the words of messages and logs. */
function identifiersOf({ snapshot, history }: Recording): Identifier[] {
  const found = new Map<string, Identifier>()
  const add = (text: string, category: string): void => {
    if (text.length > 1 && text.length <= LONGEST && !/\s/.test(text))
      found.set(text, { text, category: found.get(text)?.category ?? category })
  }
  for (const object of [...snapshot.objects, ...history.map((version) => version.object)]) collect(object.value, '', object.kind, add)
  for (const { diff } of snapshot.changes) {
    for (const { from, to, path } of diff) for (const value of [from, to]) collect(value, fromPointer(path).at(-1) ?? '', '', add)
  }
  const texts = [
    ...snapshot.events.map(({ message }) => message),
    ...snapshot.logs.flatMap(({ templates, lines }) => [...templates, ...lines].map((one) => ('text' in one ? one.text : one.pattern))),
  ]
  for (const text of texts) {
    for (const word of wordsOf(text)) add(word, 'text')
    for (const [whole] of text.matchAll(/[\p{L}\d][\p{L}\d._-]*[\p{L}\d]/gu)) add(whole, 'text')
  }
  return [...found.values()].slice(0, MOST_IDENTIFIERS)
}

function collect(value: unknown, key: string, kind: string, add: (text: string, category: string) => void): void {
  if (typeof value === 'string') {
    if (!KEPT_VALUES.has(key) && !NOT_COMPARED.has(key)) add(value, categoryOf(key))
  } else if (Array.isArray(value)) for (const item of value as unknown[]) collect(item, key, kind, add)
  else if (isMap(value)) {
    for (const [name, child] of Object.entries(value)) {
      const isGenerated = key === 'metadata' && GENERATED.has(kind) && (name === 'name' || name === 'generateName')
      if (isGenerated || name === 'ownerReferences' || name === 'managedFields') continue
      if (OWN_KEYS.has(key)) add(name, 'key')
      collect(child, name, kind, add)
    }
  }
}

const NOT_COMPARED = new Set([
  'uid',
  'creationTimestamp',
  'message',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastProbeTime',
  'startTime',
  'containerID',
  'imageID',
  'podIP',
  'ip',
  'hostIP',
  'pod-template-hash',
  'controller-revision-hash',
])

/** Ports are named in several fields, and so are classes; a label is compared with labels of its key. */
function categoryOf(key: string): string {
  if (/port$/i.test(key)) return 'port'
  if (/class(?:Name)?$/i.test(key)) return 'class'
  return /name$/i.test(key) ? 'name' : key
}
