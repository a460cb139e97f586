import type { Skipped } from '@aks-copilot/contracts'
import { dependencies, type LiveObject } from '@aks-copilot/cluster'
import { containers } from '@aks-copilot/kubernetes'
import { healthOf, restartsOf } from '../evidence/object-health.ts'
import { observationOf } from '../evidence/observation.ts'
import { rolloutProgress } from '../evidence/rollout-progress.ts'
import { type Filters, readFilters } from '../intent/filters.ts'
import { pluralOf, WORKLOADS } from '../intent/kind-words.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { below } from './list-below.ts'
import { isWanted } from './list-filters.ts'
import { tagIn, writeImages } from './list-images.ts'
import { ago, count, listed, nameOf, scopeOf } from './wording.ts'

const MOST_SHOWN = 25
const MOST_CITED = 12

/** What leads into a cluster. */
const EXPOSING: readonly string[] = ['Service', 'Ingress', 'HTTPRoute', 'Gateway']

/** Lists or counts objects by kind, place and state; images, where those are asked for. */
export function writeListing(material: Material): Draft {
  const filters = readFilters(material.reading.rest)
  if (filters.images || tagIn(material.reading.question) !== undefined) return writeImages(material)
  const kinds = kindsOf(material, filters)
  const unseen = kinds.map((kind) => coverageNote(kind, material)).filter((note) => note !== undefined)
  const found = sorted(
    kinds.flatMap((kind) => listOf(kind, material)).filter((object) => isWanted(object, filters, material)),
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

function sorted(objects: readonly LiveObject[], { order }: Filters): readonly LiveObject[] {
  const born = (object: LiveObject): number => object.createdAt ?? 0
  if (order === 'newest') return objects.toSorted((left, right) => born(right) - born(left))
  if (order === 'oldest') return objects.toSorted((left, right) => born(left) - born(right))
  if (order === 'restarts') return objects.toSorted((left, right) => restartsOf(right) - restartsOf(left))
  return objects.toSorted((left, right) => nameOf(left).localeCompare(nameOf(right)))
}

/** That a list is empty means nothing where nobody could look. */
function unseenHeadline(unseen: readonly Skipped[]): string {
  return `${listed(unseen.map(({ what }) => what))} cannot be told: ${unseen[0]?.why ?? 'not looked at'}.`
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
  const where = scopeOf(reading)
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

function conditionText({ ill, restartsOver, state, without, scaledToZero, unused, endless, exposed, unrolled }: Filters): string {
  if (unrolled) return ' behind the newest rollout'
  if (exposed) return ' that can be reached from outside'
  if (endless) return ' without a pod that is ready'
  if (restartsOver !== undefined) return restartsOver === 0 ? ' with restarts' : ` with more than ${restartsOver} restarts`
  if (state !== undefined) return ` in state ${state}`
  if (without !== undefined) return ` without ${without}`
  if (scaledToZero) return ' scaled to zero'
  if (unused) return ' that nothing refers to'
  return ill === undefined ? '' : ill ? ' not well' : ' well'
}

function row(object: LiveObject, index: number, { without, unrolled }: Filters, { state, cite, now }: Material): string {
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
  return `${nameOf(object)}: ${text}${unrolled ? rolloutText(object) : ''}${lacking}${age}${mark}`
}

/** `; 1 of 3 pods are of the newest rollout, 2 older ones are left` */
function rolloutText(object: LiveObject): string {
  const progress = rolloutProgress(object)
  if (progress === undefined) return ''
  const { newest, wanted, older } = progress
  const left = older === 0 ? '' : `, ${count(older, 'older pod')} ${older === 1 ? 'is' : 'are'} left`
  return `; ${newest} of ${wanted} pods are of the newest rollout${left}`
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
