import type { Skipped } from '@aks-copilot/contracts'
import { type ClusterState, dependencies, type LiveObject, objectKey, podState } from '@aks-copilot/cluster'
import { containers, matchesSelector, podLabels } from '@aks-copilot/kubernetes'
import { usersOfKey } from '../evidence/users.ts'
import { healthOf, restartsOf } from '../evidence/object-health.ts'
import { quoted } from '../evidence/quote.ts'
import { type Filters, readFilters } from '../intent/filters.ts'
import { pluralOf, WORKLOADS } from '../intent/kind-words.ts'
import { observationOf } from '../evidence/observation.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { ago, count, listed, nameOf } from './wording.ts'

const MOST_SHOWN = 25
const MOST_CITED = 12

/** Lists or counts objects by kind, place and state; images, where those are asked for. */
export function writeListing(material: Material): Draft {
  const filters = readFilters(material.reading.rest)
  if (filters.images || tagIn(material.reading.question) !== undefined) return writeImages(material)
  const kinds = kindsOf(material, filters)
  const unseen = kinds.map((kind) => coverageNote(kind, material)).filter((note) => note !== undefined)
  const found = sorted(
    kinds
      .flatMap((kind) => listOf(kind, material))
      .filter((object) => matches(object, filters, material.state) && isOfTime(object, filters, material)),
    filters,
  )
  const shown = found.slice(0, filters.most ?? MOST_SHOWN)
  const absent = absentBelow(kinds, material)
  const headline =
    found.length === 0 && unseen.length > 0 && unseen.length === kinds.length
      ? unseenHeadline(unseen)
      : headlineOf(found, shown, kinds, filters, material)
  return draft(
    headline,
    [
      bullets(shown.map((object, index) => row(object, index, filters, material))),
      moreNote(found.length - shown.length),
      absent.length === 0 ? undefined : `Referred to, but not there: ${listed([...new Set(absent)])}.`,
      bullets(unseen.map(({ what, why }) => `${what}: ${why}`)),
    ],
    { skipped: unseen },
  )
}

/** What leads into a cluster. */
const EXPOSING: readonly string[] = ['Service', 'Ingress', 'HTTPRoute', 'Gateway']

function isExposing(object: LiveObject): boolean {
  return object.kind !== 'Service' || object.spec.at('type').is('LoadBalancer') || object.spec.at('type').is('NodePort')
}

function kindsOf({ reading: { kinds, rest, objects } }: Material, filters: Filters): readonly string[] {
  // Who asks what is on a node wants its pods.
  if (objects.some(({ kind }) => kind === 'Node') && kinds.every((kind) => kind === 'Node')) return ['Pod']
  if (filters.exposed && kinds.length === 0) return EXPOSING
  if (kinds.length > 0)
    return kinds.length > 1 && objects.length === 0 && kinds.includes('Namespace') ? kinds.filter((kind) => kind !== 'Namespace') : kinds
  if (filters.restartsOver !== undefined || filters.state !== undefined || filters.order === 'restarts') return ['Pod']
  return /\bobjects?|everything|things?\b/.test(rest) ? [...WORKLOADS, 'Service', 'Pod'] : WORKLOADS
}

function listOf(kind: string, { state, reading: { namespace, objects } }: Material): readonly LiveObject[] {
  const [owner] = objects
  if (owner !== undefined) return below(kind, owner, state)
  if (namespace === undefined) return state.list(kind)
  const inside = state.in(kind, namespace)
  return inside.length === 0 && kind !== 'Pod' && state.in(kind, undefined).length > 0 ? state.in(kind, undefined) : inside
}

/** What of a kind belongs to an object: its pods, the pods of a node, of a namespace. */
function below(kind: string, owner: LiveObject, state: ClusterState): readonly LiveObject[] {
  if (owner.kind === 'Namespace') return state.in(kind, owner.name)
  if (owner.kind === 'Node' && kind === 'Pod') return state.list('Pod').filter((pod) => pod.spec.at('nodeName').is(owner.name))
  if (owner.kind === kind) return [owner]
  if (kind === 'Pod')
    return owner.kind === 'Service' ? state.podsMatching(owner.spec.at('selector').strings(), owner.namespace) : state.podsOf(owner)
  const needed = new Set(dependencies(state.topController(owner), state).map(({ to }) => objectKey(to)))
  const acting = new Set(
    [owner, ...FRONTS.map((front) => state.find(front, owner.namespace, owner.name))].flatMap((object) =>
      object === undefined ? [] : usersOfKey(object, state).map(({ user }) => objectKey(user)),
    ),
  )
  const policies = kind === 'NetworkPolicy' ? policiesOf(owner, state) : []
  return [
    ...state
      .in(kind, owner.namespace)
      .filter(
        (object) =>
          needed.has(objectKey(object)) ||
          acting.has(objectKey(object)) ||
          object.controller?.uid === owner.uid ||
          policies.includes(object),
      ),
    ...state
      .in(kind, undefined)
      .filter((object) => object.namespace === undefined && owner.namespace !== undefined && needed.has(objectKey(object))),
  ]
}

const FRONTS = ['Service', 'Ingress'] as const

/** The policies that select the pods of an object. */
export function policiesOf(object: LiveObject, state: ClusterState): readonly LiveObject[] {
  const [pod] = state.podsOf(object)
  const labels = pod?.labels.strings() ?? podLabels(object)
  return state.in('NetworkPolicy', object.namespace).filter((policy) => matchesSelector(policy.spec.at('podSelector'), labels))
}

/** "created in the last hour" wants what is that young. */
function isOfTime({ createdAt }: LiveObject, { isBorn }: Filters, { reading: { span } }: Material): boolean {
  if (!isBorn || span === undefined || createdAt === undefined) return true
  return createdAt >= (span.from ?? 0) && createdAt <= (span.to ?? Number.POSITIVE_INFINITY)
}

function matches(object: LiveObject, filters: Filters, state: ClusterState): boolean {
  const { ill, restartsOver, state: word, scaledToZero, without } = filters
  if (restartsOver !== undefined && (object.kind !== 'Pod' || restartsOf(object) <= restartsOver)) return false
  if (word !== undefined && !isInState(object, word)) return false
  if (scaledToZero && object.spec.at('replicas').number !== 0) return false
  if (without !== undefined && !lacks(object, without)) return false
  if (filters.unused && isUsed(object, state)) return false
  if (filters.exposed) return isExposing(object)
  if (filters.endless) return object.kind === 'Service' && object.spec.at('selector').exists && healthOf(object, state).ok === false
  return (
    ill === undefined ||
    word !== undefined ||
    restartsOver !== undefined ||
    scaledToZero ||
    without !== undefined ||
    filters.unused ||
    isIll(object, state) === ill
  )
}

function isIll(object: LiveObject, state: ClusterState): boolean {
  return healthOf(object, state).ok === false
}

const ALIKE: Readonly<Record<string, readonly string[]>> = {
  CrashLoopBackOff: ['CrashLoopBackOff', 'Error', 'Init:CrashLoopBackOff', 'Init:Error', 'OOMKilled', 'StartError', 'RunContainerError'],
  ImagePullBackOff: [
    'ImagePullBackOff',
    'ErrImagePull',
    'InvalidImageName',
    'ErrImageNeverPull',
    'Init:ImagePullBackOff',
    'Init:ErrImagePull',
  ],
  Succeeded: ['Succeeded', 'Completed'],
}

function isInState(object: LiveObject, word: string): boolean {
  if (object.kind !== 'Pod') return object.status.at('phase').is(word) || (word === 'Terminating' && object.deletedAt !== undefined)
  if (word === 'OOMKilled')
    return object.status
      .at('containerStatuses')
      .items()
      .some((status) => [status.at('state'), status.at('lastState')].some((at) => at.at('terminated', 'reason').is(word)))
  return (ALIKE[word] ?? [word]).includes(podState(object)) || (word === 'Pending' && object.status.at('phase').is('Pending'))
}

function lacks(object: LiveObject, what: NonNullable<Filters['without']>): boolean {
  const all = containers(object, 'containers')
  return all.some((container) => !(what === 'limits' || what === 'requests' ? container.at('resources', what) : container.at(what)).exists)
}

function isUsed(object: LiveObject, state: ClusterState): boolean {
  const users = state.remember(
    'keys that something depends on',
    () =>
      new Set(
        state.snapshot.objects
          .filter(({ controller }) => controller === undefined)
          .flatMap((one) => dependencies(one, state).map(({ to }) => objectKey(to))),
      ),
  )
  return users.has(objectKey(object))
}

function sorted(objects: readonly LiveObject[], { order }: Filters): readonly LiveObject[] {
  const born = (object: LiveObject): number => object.createdAt ?? 0
  if (order === 'newest') return objects.toSorted((left, right) => born(right) - born(left))
  if (order === 'oldest') return objects.toSorted((left, right) => born(left) - born(right))
  if (order === 'restarts') return objects.toSorted((left, right) => restartsOf(right) - restartsOf(left))
  return objects.toSorted((left, right) => nameOf(left).localeCompare(nameOf(right)))
}

/** That a list is empty means nothing where nobody could look. */
function unseenHeadline(unseen: readonly Skipped[]): string {
  return `${listed(unseen.map(({ what }) => what))} can not be told: ${unseen[0]?.why ?? 'not looked at'}.`
}

/** What an object refers to of these kinds though it does not exist. */
function absentBelow(kinds: readonly string[], { state, reading: { objects } }: Material): readonly string[] {
  return objects
    .flatMap((object) => [
      state.topController(object),
      ...state
        .podsOf(object)
        .flatMap((pod) => dependencies(pod, state))
        .flatMap(({ to }) => state.find(to.kind, to.namespace, to.name) ?? []),
    ])
    .flatMap((object) => dependencies(object, state))
    .filter(({ to }) => kinds.includes(to.kind) && state.find(to.kind, to.namespace, to.name) === undefined)
    .map(({ to }) => nameOf(to))
}

function headlineOf(
  found: readonly LiveObject[],
  shown: readonly LiveObject[],
  kinds: readonly string[],
  filters: Filters,
  material: Material,
): string {
  const { reading, now } = material
  const where =
    reading.objects.length > 0
      ? ` of ${listed(reading.objects.map(nameOf), 2)}`
      : reading.namespace === undefined
        ? ''
        : ` in namespace ${reading.namespace}`
  const many = kinds.length === 1 ? pluralOf(kinds[0] ?? 'object') : filters.exposed ? 'objects' : 'workloads'
  const one = kinds.length === 1 ? (kinds[0] ?? 'object') : filters.exposed ? 'object' : 'workload'
  const said = count(found.length, one, many)
  const [first] = found
  if (filters.order !== undefined && first !== undefined) {
    const value =
      filters.order === 'restarts'
        ? `${restartsOf(first)} restarts`
        : first.createdAt === undefined
          ? 'of unknown age'
          : `created ${ago(now - first.createdAt)}`
    return `${filters.order === 'restarts' ? `The ${one} that restarted most` : `The ${filters.order} ${one}`}${where} is ${nameOf(first)}, ${value}.`
  }
  const names = shown.slice(0, 5).map(({ name }) => name)
  const tail =
    found.length === 0 || (filters.isCount && found.length > 5)
      ? ''
      : `: ${listed(names, 5)}${found.length > names.length ? ` and ${found.length - names.length} more` : ''}`
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${conditionText(filters)}${where}${tail}.`
}

function conditionText({ ill, restartsOver, state, without, scaledToZero, unused, endless, exposed }: Filters): string {
  if (exposed) return ' that can be reached from outside'
  if (endless) return ' without a pod that is ready'
  if (restartsOver !== undefined) return restartsOver === 0 ? ' with restarts' : ` with more than ${restartsOver} restarts`
  if (state !== undefined) return ` in state ${state}`
  if (without !== undefined) return ` without ${without}`
  if (scaledToZero) return ' scaled to zero'
  if (unused) return ' that nothing refers to'
  return ill === undefined ? '' : ill ? ' not well' : ' well'
}

function row(object: LiveObject, index: number, { without }: Filters, { state, cite, now }: Material): string {
  const { text, path } = healthOf(object, state)
  const age = object.createdAt === undefined ? '' : `, created ${ago(now - object.createdAt)}`
  const mark = index < MOST_CITED ? ` ${cite.object(object, `${nameOf(object)}: ${text}`, path)}` : ''
  const lacking =
    without === undefined
      ? ''
      : ` (${listed(
          containers(object, 'containers')
            .filter(
              (container) =>
                !(without === 'limits' || without === 'requests' ? container.at('resources', without) : container.at(without)).exists,
            )
            .map((container) => container.at('name').text ?? ''),
        )})`
  return `${nameOf(object)}: ${text}${lacking}${age}${mark}`
}

function moreNote(rest: number): string | undefined {
  return rest > 0 ? `${rest} more are not shown.` : undefined
}

/** What is said where a kind could not be looked at: an empty list of it means nothing. */
export function coverageNote(kind: string, { state, reading: { namespace } }: Pick<Material, 'state' | 'reading'>): Skipped | undefined {
  const { observation, why } = observationOf(kind, namespace, state)
  if (observation === 'observed') return undefined
  const words = { 'not-served': 'the cluster has no such kind', 'not-permitted': 'you may not read them', 'not-observed': 'not looked at' }[
    observation
  ]
  return { what: pluralOf(kind), why: why ?? words }
}

/** `:latest`, `tag 1.4`. */
function tagIn(question: string): string | undefined {
  const match = /(?:^|\s)[`'"]?:(\w[\w.-]*)|\btag(?:ged)?(?: with)? [`'"]?:?(\w[\w.-]*\d[\w.-]*|latest)/.exec(question)
  return match?.[1] ?? match?.[2]
}

function writeImages(material: Material): Draft {
  const tag = tagIn(material.reading.question)
  const { state, cite, reading } = material
  const pods =
    reading.objects.length > 0
      ? reading.objects.flatMap((object) => below('Pod', object, state))
      : reading.namespace === undefined
        ? state.list('Pod')
        : state.in('Pod', reading.namespace)
  const users = new Map<string, LiveObject[]>()
  for (const pod of pods)
    for (const container of containers(pod, 'containers', 'initContainers')) {
      const image = container.at('image').text
      if (image !== undefined && (tag === undefined || image.endsWith(`:${tag}`) || (tag === 'latest' && !/:[^/]+$/.test(image))))
        users.set(image, [...(users.get(image) ?? []), pod])
    }
  const rows = [...users]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([image, by], index) => {
      const tops = [...new Map(by.map((pod) => state.topController(pod)).map((top) => [objectKey(top), top])).values()]
      const [first] = tops
      return `${quoted(image)}: ${listed(tops.map(nameOf), 5)}${first === undefined || index >= MOST_CITED ? '' : ` ${cite.object(first, `${nameOf(first)} runs ${image}`, '/spec/template/spec/containers')}`}`
    })
  const where =
    reading.objects.length > 0
      ? ` of ${listed(reading.objects.map(nameOf), 2)}`
      : reading.namespace === undefined
        ? ''
        : ` in namespace ${reading.namespace}`
  const names = listed([...users.keys()].toSorted(), 3)
  return draft(
    `${count(users.size, 'image')}${tag === undefined ? '' : ` with the tag ${tag}`}${where}${users.size === 0 ? '' : `: ${names}`}.`.replace(
      /^no/,
      'No',
    ),
    [bullets(rows, 40)],
  )
}
