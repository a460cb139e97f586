import type { LiveReference } from '@aks-copilot/contracts'
import { type ClusterState, dependencies, type Edge, type LiveObject, objectKey } from '@aks-copilot/cluster'
import { type User, usersOfKey } from '../evidence/users.ts'
import { healthOf } from '../evidence/object-health.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { count, listed, nameOf } from './wording.ts'
import { WORKLOADS } from '../intent/kind-words.ts'
import { writeListing } from './listing.ts'

const MOST = 20
const WORDS: Readonly<Record<Edge['kind'], string>> = {
  owner: 'is owned by',
  selector: 'selects',
  reference: 'refers to',
  mount: 'mounts',
  schedule: 'runs on',
  route: 'routes to',
  target: 'acts on',
  limit: 'is limited by',
  namespace: 'is in',
  mention: 'names in its settings',
}

/** Who uses an object, or what an object depends on. */
export function writeUses(material: Material): Draft {
  const { reading, state } = material
  const [object] = reading.objects
  if (object === undefined) return writeListing(material)
  if (asksDependencies(reading.rest)) return needs(object, material)
  const asked = subjectOf(reading.objects, reading.kinds, state)
  const out = new Set(reading.excluded.map(objectKey))
  const users = usersOf(asked, state, /\b(?:affect|impact|break|blast|happen|delete|remove|drop)\w*/.test(reading.rest)).filter(
    ({ user }) => !out.has(objectKey(user)),
  )
  const name = nameOf(asked)
  if (users.length === 0)
    return draft(`Nothing that was looked at uses ${name}.`, [
      `Looked at: what pods mount, read and name, what Services select, what routes, autoscalers and policies point to.`,
    ])
  const lines = users.map(({ user, edge }) => userLine(user, edge, material))
  const names = [...new Set(users.map(({ user }) => nameOf(user)))]
  return draft(`${count(names.length, 'object uses', 'objects use')} ${name}: ${listed(names, 5)}.`, [bullets(lines, MOST)])
}

/** "what does cart need", "cart depends on": the other way round. */
function asksDependencies(plain: string): boolean {
  return /\bwhat (?:does|do|is) · .*\b(?:use|need|depend|mount|reference|read|call|rely|talk|select|require)\w*|\bdependenc(?:y|ies) of\b|· (?:depends?|relies|uses?|mounts?|needs?)\b|\bwhich \S+ (?:does|do|is) · /.test(
    plain,
  )
}

/** Of several objects with one name, the kind that was named. */
function subjectOf(objects: readonly LiveObject[], kinds: readonly string[], state: ClusterState): LiveObject {
  const [first] = objects
  if (first === undefined) throw new RangeError('no object was asked about')
  return (
    objects.find(({ kind }) => kinds.includes(kind)) ??
    kinds.map((kind) => state.find(kind, first.namespace, first.name)).find((object) => object !== undefined) ??
    first
  )
}

/** Who uses an object, and who uses the Services in front of it. `everything`: who uses those in turn, too. */
function usersOf(object: LiveObject, state: ClusterState, everything: boolean): readonly User[] {
  const found = new Map<string, User>()
  const front = WORKLOADS.includes(object.kind) ? state.find('Service', object.namespace, object.name) : undefined
  const seen = new Set([objectKey(object)])
  // Programs are called by the name of their Service, also where that leads nowhere just now.
  const queue = front === undefined ? [object] : [object, front]
  for (let next = queue.shift(); next !== undefined && found.size < MOST_USERS; next = queue.shift())
    for (const one of usersOfKey(next, state)) {
      const key = objectKey(one.user)
      if (one.edge.kind === 'namespace') continue
      found.set(`${key} ${objectKey(one.edge.to)}`, one)
      if (seen.has(key) || !(everything || FRONTS.has(one.user.kind))) continue
      seen.add(key)
      queue.push(one.user)
    }
  return [...found.values()]
}

const MOST_USERS = 100
const FRONTS: ReadonlySet<string> = new Set(['Service', 'Ingress', 'HTTPRoute'])

function userLine(user: LiveObject, edge: Edge, { state, cite }: Material): string {
  const said = `${nameOf(user)} ${WORDS[edge.kind]} ${nameOf(edge.to)}`
  return `${said}; ${healthOf(user, state).text} ${cite.object(user, said)}`
}

function needs(object: LiveObject, material: Material): Draft {
  const { state, cite, reading } = material
  const edges = dependencies(state.topController(object), state).filter(
    ({ kind, to }) =>
      kind !== 'namespace' && (reading.kinds.length === 0 || reading.kinds.includes(to.kind) || reading.kinds.includes(object.kind)),
  )
  if (edges.length === 0) return draft(`${nameOf(object)} refers to nothing else that is known.`, [])
  const stateOf = (to: LiveReference): string => {
    const { answer } = state.lookup(to.kind, to.namespace, to.name)
    return (
      { present: '', absent: ' (does not exist)', 'not-permitted': ' (may not be read)', 'not-observed': ' (not looked at)' }[answer] ?? ''
    )
  }
  const lines = edges.map(
    (edge) =>
      `${WORDS[edge.kind]} ${nameOf(edge.to)}${stateOf(edge.to)} ${cite.object(object, `${nameOf(object)} ${WORDS[edge.kind]} ${nameOf(edge.to)}`)}`,
  )
  return draft(
    `${nameOf(object)} depends on ${count(edges.length, 'object')}: ${listed(
      edges.map(({ to }) => nameOf(to)),
      5,
    )}.`,
    [bullets(lines, MOST)],
  )
}
