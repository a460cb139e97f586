import { type ClusterState, type LiveObject, podState } from '@aks-copilot/cluster'
import { nearestWord } from '@aks-copilot/kubernetes'

/** Which of several objects with one name is most likely meant: what runs, then what leads to it, then what it is made of. */
const RANKS: Readonly<Record<string, number>> = {
  Deployment: 0,
  StatefulSet: 0,
  DaemonSet: 0,
  CronJob: 1,
  Job: 2,
  Service: 3,
  Ingress: 4,
  HTTPRoute: 4,
  Pod: 5,
  Node: 5,
  PersistentVolumeClaim: 6,
  ConfigMap: 7,
  Secret: 7,
  ReplicaSet: 9,
  EndpointSlice: 10,
  APIService: 10,
}
const RANK = 8

function rankOf(kind: string): number {
  return RANKS[kind] ?? RANK
}

/** Objects by name. Made once for a state. */
export interface NameIndex {
  readonly byName: ReadonlyMap<string, readonly LiveObject[]>
  readonly namespaces: ReadonlySet<string>
  /** Names that changes and events tell of, of objects that are no more. */
  readonly past: ReadonlySet<string>
}

export function nameIndex(state: ClusterState): NameIndex {
  return state.remember('names for questions', () => {
    const byName = new Map<string, LiveObject[]>()
    const namespaces = new Set<string>()
    for (const object of state.snapshot.objects) {
      const name = object.name.toLowerCase()
      const group = byName.get(name)
      if (group === undefined) byName.set(name, [object])
      else group.push(object)
      if (object.kind === 'Namespace') namespaces.add(name)
      if (object.namespace !== undefined) namespaces.add(object.namespace)
    }
    const told = [...state.snapshot.changes, ...state.snapshot.events].map(({ object }) => object.name.toLowerCase())
    return { byName, namespaces, past: new Set(told.filter((name) => !byName.has(name))) }
  })
}

export interface Wanted {
  readonly name: string
  readonly kinds?: readonly string[] | undefined
  readonly namespace?: string | undefined
}

/** The objects of exactly this name, the likeliest kind of each namespace only. */
export function exactly(wanted: Wanted, index: NameIndex): readonly LiveObject[] {
  return likeliest(allowed(index.byName.get(wanted.name.toLowerCase()) ?? [], wanted))
}

/** The objects whose names begin with this, or have it as one of their parts: `checkout` of `checkout-api`. */
export function partly(wanted: Wanted, index: NameIndex): readonly LiveObject[] {
  const part = wanted.name.toLowerCase()
  if (part.length < LEAST_PART) return []
  const found: LiveObject[] = []
  const wantsPlaces = wanted.kinds?.includes('Namespace') === true
  for (const [name, objects] of index.byName)
    if (
      name.startsWith(`${part}-`) ||
      (part.includes('-') && name.startsWith(part)) ||
      name.endsWith(`-${part}`) ||
      name.includes(`-${part}-`)
    )
      found.push(...allowed(objects, wanted).filter(({ kind }) => wantsPlaces || kind !== 'Namespace'))
  const best = Math.min(...found.map(({ kind }) => rankOf(kind)))
  return found.filter(({ kind }) => rankOf(kind) === best).toSorted((left, right) => order(left, right))
}

const LEAST_PART = 3

/** What people call a program by its part, and how such programs are called. */
const PARTS: Readonly<Record<string, RegExp>> = {
  database: /^(?:db|postgres\w*|pg|mysql|mariadb|mongo\w*|sql\w*|redis)$/,
  databases: /^(?:db|postgres\w*|pg|mysql|mariadb|mongo\w*|sql\w*|redis)$/,
  datenbank: /^(?:db|postgres\w*|pg|mysql|mariadb|mongo\w*|sql\w*|redis)$/,
  cache: /^(?:redis|memcached?|valkey)$/,
  frontend: /^(?:web|ui|www|site)$/,
  queue: /^(?:rabbit\w*|kafka|nats|mq)$/,
}

/** The programs that a word for their part means: `the database` is `orders-db`. */
export function byPart(wanted: Wanted, index: NameIndex): readonly LiveObject[] {
  const pattern = PARTS[wanted.name.toLowerCase()]
  if (pattern === undefined) return []
  const found = [...index.byName].flatMap(([name, objects]) =>
    name.split('-').some((part) => pattern.test(part)) ? allowed(objects, wanted) : [],
  )
  const best = Math.min(...found.map(({ kind }) => rankOf(kind)))
  return found.filter(({ kind }) => rankOf(kind) === best && kind !== 'Namespace').toSorted(order)
}

/** The objects of the name that was most likely meant, a few letters off. */
export function nearly(wanted: Wanted, index: NameIndex): readonly LiveObject[] {
  const word = wanted.name.toLowerCase()
  if (word.length < 3) return []
  const known = [...index.byName]
    .filter(([, objects]) => allowed(objects, wanted).some(({ kind }) => rankOf(kind) < rankOf('ReplicaSet')))
    .map(([name]) => name)
  const near = nearestWord(word, known)
  if (near === undefined || Math.abs(near.length - word.length) > 2) return []
  // `node-7` is no slip of the finger for `node-0`: it is another object.
  if (word.replaceAll(/\D/g, '') !== near.replaceAll(/\D/g, '')) return []
  if (!isSwap(word, near) && (word.length < LEAST_NEAR || near[0] !== word[0])) return []
  return exactly({ ...wanted, name: near }, index)
}

const LEAST_NEAR = 4

/** Two neighbours that changed places: how fingers slip, in the shortest words, too. */
function isSwap(word: string, near: string): boolean {
  const at = Array.from(word).findIndex((letter, place) => letter !== near[place])
  return word.length === near.length && `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}` === near
}

/** Up to three names that are like one that does not exist. */
export function nearestNames(wanted: Wanted, index: NameIndex): readonly string[] {
  const of = (list: Wanted): string[] => [...index.byName].filter(([, objects]) => allowed(objects, list).length > 0).map(([name]) => name)
  const known = new Set(of(wanted))
  const names: string[] = []
  for (let rest = 3; rest > 0; rest--) {
    const near = nearestWord(wanted.name.toLowerCase(), known)
    if (near === undefined) break
    names.push(near)
    known.delete(near)
  }
  return names
}

function allowed(objects: readonly LiveObject[], { kinds, namespace }: Wanted): readonly LiveObject[] {
  return objects.filter(
    (object) =>
      (kinds === undefined || kinds.length === 0 || kinds.includes(object.kind)) &&
      (namespace === undefined || object.namespace === namespace || object.namespace === undefined),
  )
}

function likeliest(objects: readonly LiveObject[]): readonly LiveObject[] {
  const best = new Map<string, LiveObject>()
  for (const object of objects) {
    const place = object.namespace ?? ''
    const known = best.get(place)
    if (known === undefined || rankOf(object.kind) < rankOf(known.kind)) best.set(place, object)
  }
  const all = [...best.values()]
  // A Namespace of the same name as a workload is a place, not what is meant; of the same name as its quota it is.
  const running = all.filter(({ kind }) => kind !== 'Namespace' && rankOf(kind) < RANK)
  const places = all.filter(({ kind }) => kind === 'Namespace')
  const inside = running.length > 0 ? running : places
  return (inside.length > 0 ? inside : all).toSorted(order)
}

/** What is ill comes first: it is asked about more often. */
function order(left: LiveObject, right: LiveObject): number {
  const ill = (object: LiveObject): number => (object.kind === 'Pod' && podState(object) !== 'Running' ? 0 : 1)
  return ill(left) - ill(right) || `${left.namespace ?? ''}/${left.name}`.localeCompare(`${right.namespace ?? ''}/${right.name}`)
}
