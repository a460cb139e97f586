import { type ClusterState, type ClusterView, dependencies, type LiveObject, maskSecrets, objectKey, type Time } from '@aks-copilot/cluster'
import type { ListQuery, LiveReference, ObjectDetail, ObjectRow, Page } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { notFound } from '../http/problem.ts'
import { iso, timeIn } from '../http/times.ts'
import { illnessOf } from './ill-objects.ts'
import { objectStatus } from './object-status.ts'

const USUAL = 100

/** Objects by kind, namespace, name and a part of their name, as they are or were `at` a time, by kind, namespace and name. */
export function objectPage(view: ClusterView, query: ListQuery): Page<ObjectRow> {
  const at = timeIn(query.at ?? query.to, query.at === undefined ? 'to' : 'at')
  const state = view.state(at)
  const limit = query.limit ?? USUAL
  const behind = query.cursor === undefined ? '' : Buffer.from(query.cursor, 'base64url').toString()
  const found = candidates(state, query)
    .filter((object) => isWanted(object, query))
    .map((object) => ({ object, key: objectKey(object) }))
    .filter(({ key }) => key > behind)
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
  const last = found[limit - 1]
  return {
    items: found.slice(0, limit).map(({ object }) => objectRow(object, view, state, at)),
    ...(found.length > limit && last !== undefined ? { cursor: Buffer.from(last.key).toString('base64url') } : {}),
    skipped: state.coverage.entries
      .filter(({ kind, observation }) => query.kind === kind && observation === 'not-permitted')
      .map(({ kind, why }) => ({ what: kind, why: why ?? 'you may not read it' })),
  }
}

function candidates(state: ClusterState, { kind, namespace }: ListQuery): readonly LiveObject[] {
  if (kind === undefined) return state.snapshot.objects
  return namespace === undefined ? state.list(kind) : state.in(kind, namespace)
}

function isWanted(object: LiveObject, { namespace, name, text }: ListQuery): boolean {
  return (
    (namespace === undefined || object.namespace === namespace) &&
    (name === undefined || object.name === name) &&
    (text === undefined || `${object.namespace ?? ''}/${object.name}`.toLowerCase().includes(text.toLowerCase()))
  )
}

function objectRow(object: LiveObject, view: ClusterView, state: ClusterState, at?: Time): ObjectRow {
  const { incidents, severity } = illnessOf(view, state, at)(object)
  const own = objectStatus(object, state)
  const { createdAt } = object
  return {
    ...object.reference,
    state: severity ?? own.state,
    status: own.status,
    ...(createdAt === undefined ? {} : { createdAt: iso(createdAt) }),
    incidents: [...incidents],
  }
}

const MOST_NEIGHBOURS = 60

/** One object with its neighbours. Throws NOT_FOUND. */
export function objectDetail(view: ClusterView, reference: LiveReference, at?: Time): ObjectDetail {
  const state = view.state(at)
  const object = found(state, reference)
  const kept = neighboursOf(object, state).slice(0, MOST_NEIGHBOURS)
  return {
    ...objectRow(object, view, state, at),
    object: shownValue(object.value),
    neighbours: kept.map(({ relation, to }) => {
      const other = state.find(to.kind, to.namespace, to.name)
      return { relation, object: other?.reference ?? to, state: stateOf(other, to, view, state, at) }
    }),
  }
}

/** The object, or an error that says why it is not there. */
export function found(state: ClusterState, { kind, namespace, name }: LiveReference): LiveObject {
  const lookup = state.lookup(kind, namespace, name)
  if (lookup.answer === 'present') return lookup.object
  const place = namespace === undefined ? name : `${namespace}/${name}`
  if (lookup.answer === 'absent') throw notFound(`There is no ${kind} \`${place}\` at this time.`)
  throw notFound(
    `Whether there is a ${kind} \`${place}\` is not known: ${lookup.why ?? (lookup.answer === 'not-permitted' ? 'you may not read it' : 'nobody looked')}.`,
  )
}

function stateOf(other: LiveObject | undefined, to: LiveReference, view: ClusterView, state: ClusterState, at?: Time): string {
  if (other !== undefined) return objectRow(other, view, state, at).state
  return state.isAbsent(to.kind, to.namespace, to.name) ? 'absent' : 'unknown'
}

interface Neighbour {
  readonly relation: string
  readonly to: LiveReference
}

const NEEDS: Readonly<Record<string, string>> = {
  selector: 'selects',
  reference: 'refers to',
  mount: 'mounts',
  schedule: 'runs on',
  route: 'routes to',
  target: 'targets',
  limit: 'is limited by',
  namespace: 'is in',
  mention: 'calls',
  owner: 'is owned by',
}

function neighboursOf(object: LiveObject, state: ClusterState): Neighbour[] {
  const owner = state.controllerOf(object)
  const all = [
    ...(owner === undefined ? [] : [{ relation: 'is owned by', to: owner.reference }]),
    ...state.controlledBy(object).map(({ reference }) => ({ relation: 'owns', to: reference })),
    ...dependencies(object, state).map(({ kind, to }) => ({ relation: NEEDS[kind] ?? kind, to })),
    ...dependantsOf(object, state),
  ]
  return [...new Map(all.map((one) => [`${one.relation} ${objectKey(one.to)}`, one])).values()]
}

/** Who needs this object: looked for once in a state, for all objects. */
function dependantsOf(object: LiveObject, state: ClusterState): Neighbour[] {
  const needed = state.remember(dependantsOf, () => {
    const by = new Map<string, Neighbour[]>()
    for (const other of state.snapshot.objects) {
      if (other.controller !== undefined) continue
      for (const { kind, to } of dependencies(other, state)) {
        const key = objectKey(to)
        const neighbour = { relation: `${NEEDS[kind] ?? kind} this`, to: other.reference }
        const known = by.get(key)
        if (known === undefined) by.set(key, [neighbour])
        else known.push(neighbour)
      }
    }
    return by
  })
  return needed.get(objectKey(object)) ?? []
}

/** What was stored, with what looks secret masked once more. */
function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value)
  if (Array.isArray(value)) return value.map(shownValue)
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shownValue(child)]))
  return value
}
