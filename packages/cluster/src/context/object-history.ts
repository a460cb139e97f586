import { LiveObject } from './live-object.ts'
import { applyDelta, type Delta, shareStructure, sizeOfDelta } from './share-structure.ts'
import { sizeOf } from './size-of.ts'
import type { Time } from './records.ts'

/** An earlier version: how to get it back from the one after it. */
interface Past {
  readonly from: Time
  readonly until: Time
  readonly delta: Delta
  readonly bytes: number
}

/** One object with its earlier versions, oldest first; `until` where it is gone. */
interface Held {
  object: LiveObject
  /** Since when it is as it is. */
  from: Time
  until: Time | undefined
  past: Past[]
  bytes: number
  readonly family: Family | undefined
}

/** Objects that one controller made are mostly alike: what they share counts once, as long as one of them is held. */
interface Family {
  readonly uid: string
  last: LiveObject
  members: number
  readonly bytes: number
}

/** What a LiveObject, its places in the indexes and an entry take beside the value. Measured. */
const ENTRY_BYTES = 900
const PAST_BYTES = 150
const NONE: Past[] = []

/** What a write did to an object. */
export interface Written {
  readonly before: LiveObject | undefined
  readonly object: LiveObject
  /** Since when the older version stood. */
  readonly since: Time
}

/** Objects as they are, as they were, and those that are gone. Equal parts of versions and of siblings are held once. */
export class ObjectHistory {
  /** What is held, in bytes, by estimate. */
  bytes = 0
  readonly #byUid = new Map<string, Held>()
  readonly #places = new Map<string, Map<string, Map<string, Held>>>()
  /** One of them may have come again: what was hidden for a time. */
  readonly #gone = new Set<Held>()
  readonly #families = new Map<string, Family>()

  get size(): number {
    return this.#byUid.size
  }

  find(kind: string, namespace: string | undefined, name: string): LiveObject | undefined {
    return this.#places
      .get(kind)
      ?.get(namespace ?? '')
      ?.get(name)?.object
  }

  byUid(uid: string): LiveObject | undefined {
    return this.#byUid.get(uid)?.object
  }

  /** Takes in a version; undefined where it is known already. */
  put(object: LiveObject, at: Time): Written | undefined {
    const held = this.#byUid.get(object.uid)
    if (held === undefined) return this.#add(object, at)
    if (held.object.resourceVersion === object.resourceVersion && object.resourceVersion !== '') return undefined
    const before = held.object
    const { growth, delta } = shareStructure(before.value, object.value)
    const [since, until] = [held.from, Math.max(at, held.from)]
    held.object = object
    held.from = until
    held.bytes += growth
    if (held.family !== undefined) held.family.last = object
    const bytes = PAST_BYTES + sizeOfDelta(delta)
    if (held.past === NONE) held.past = []
    held.past.push({ from: since, until, delta, bytes })
    this.bytes += growth + bytes
    return { before, object, since }
  }

  #add(object: LiveObject, at: Time): Written {
    const names = this.#namesOf(object.kind, object.namespace ?? '')
    const replaced = names.get(object.name)
    // Its deletion was not seen: another object has its name now.
    if (replaced !== undefined) this.remove(replaced.object.uid, at)
    const family = this.#join(object)
    const own = family === undefined ? sizeOf(object.value) : family.members === 1 ? 0 : sizeBeside(family.last.value, object.value)
    if (family !== undefined) family.last = object
    const held: Held = { object, from: at, until: undefined, past: NONE, bytes: ENTRY_BYTES + own, family }
    this.#byUid.set(object.uid, held)
    names.set(object.name, held)
    this.bytes += held.bytes
    return { before: undefined, object, since: at }
  }

  #namesOf(kind: string, namespace: string): Map<string, Held> {
    let places = this.#places.get(kind)
    if (places === undefined) this.#places.set(kind, (places = new Map()))
    let names = places.get(namespace)
    if (names === undefined) places.set(namespace, (names = new Map()))
    return names
  }

  #join(object: LiveObject): Family | undefined {
    const uid = object.controller?.uid
    if (uid === undefined || uid === '') return undefined
    const known = this.#families.get(`${object.kind}/${uid}`)
    if (known !== undefined) {
      shareStructure(known.last.value, object.value)
      known.members += 1
      return known
    }
    const family = { uid: `${object.kind}/${uid}`, last: object, members: 1, bytes: sizeOf(object.value) }
    this.#families.set(family.uid, family)
    this.bytes += family.bytes
    return family
  }

  /** Takes an object out of the present; its past stays. Undefined where it is not known. */
  remove(uid: string, at: Time): LiveObject | undefined {
    const held = this.#byUid.get(uid)
    if (held === undefined) return undefined
    this.#byUid.delete(uid)
    const { kind, namespace, name } = held.object
    const names = this.#namesOf(kind, namespace ?? '')
    if (names.get(name) === held) names.delete(name)
    held.until = Math.max(at, held.from)
    this.#gone.add(held)
    return held.object
  }

  /** Present objects: of a kind, of a namespace, or all. */
  *present(kind?: string, namespace?: string): Generator<LiveObject> {
    for (const { object } of this.#held(kind, namespace)) yield object
  }

  *#held(kind?: string, namespace?: string): Generator<Held> {
    for (const places of kind === undefined ? this.#places.values() : listOf(this.#places.get(kind))) {
      for (const names of namespace === undefined ? places.values() : listOf(places.get(namespace))) {
        yield* names.values()
      }
    }
  }

  /** Objects (of a kind, of a namespace, or all) as they were at a time. What was not seen by then is not among them. */
  at(time: Time, kind?: string, namespace?: string): LiveObject[] {
    const objects: LiveObject[] = []
    for (const held of this.#held(kind, namespace)) {
      const object = versionAt(held, time)
      if (object !== undefined) objects.push(object)
    }
    for (const held of this.#gone) {
      if ((kind ?? held.object.kind) !== held.object.kind || (namespace ?? held.object.namespace) !== held.object.namespace) continue
      const object = held.until === undefined || held.until <= time ? undefined : versionAt(held, time)
      if (object !== undefined) objects.push(object)
    }
    return objects
  }

  /** Every version that is not the present one, with its time; of all objects, or of those whose last version is wanted. */
  *versions(
    isWanted: (object: LiveObject) => boolean = () => true,
  ): Generator<{ readonly object: LiveObject; readonly from: Time; readonly until: Time }> {
    for (const held of this.#byUid.values()) if (isWanted(held.object)) yield* pastOf(held)
    for (const held of this.#gone) {
      if (!isWanted(held.object)) continue
      if (held.until !== undefined) yield { object: held.object, from: held.from, until: held.until }
      yield* pastOf(held)
    }
  }

  /** Forgets versions that ended by a time; the present stays, whatever its age. Returns how many went. */
  forgetBefore(time: Time): number {
    let count = 0
    for (const held of this.#byUid.values()) count += this.#trim(held, time)
    for (const held of this.#gone) {
      count += this.#trim(held, time)
      if (held.until === undefined || held.until > time) continue
      this.#gone.delete(held)
      this.bytes -= held.bytes
      this.#leave(held.family)
      count += 1
    }
    return count
  }

  #trim(held: Held, time: Time): number {
    const { past } = held
    let count = 0
    while (count < past.length && (past[count]?.until ?? 0) <= time) this.bytes -= past[count++]?.bytes ?? 0
    if (count === past.length) held.past = NONE
    else if (count > 0) past.splice(0, count)
    return count
  }

  #leave(family: Family | undefined): void {
    if (family === undefined) return
    family.members -= 1
    if (family.members > 0) return
    this.#families.delete(family.uid)
    this.bytes -= family.bytes
  }
}

function versionAt(held: Held, time: Time): LiveObject | undefined {
  if (time >= held.from) return held.object
  if (time < (held.past[0]?.from ?? held.from)) return undefined
  let value: unknown = held.object.value
  const copies = new Set<unknown>()
  for (let index = held.past.length - 1; index >= 0; index--) {
    const past = held.past[index]
    if (past === undefined) break
    value = applyDelta(value, past.delta, copies)
    if (past.from <= time) break
  }
  return new LiveObject(value as Readonly<Record<string, unknown>>)
}

function* pastOf(held: Held): Generator<{ readonly object: LiveObject; readonly from: Time; readonly until: Time }> {
  let value: unknown = held.object.value
  for (const { from, until, delta } of held.past.toReversed()) {
    value = applyDelta(value, delta)
    yield { object: new LiveObject(value as Readonly<Record<string, unknown>>), from, until }
  }
}

/** How many bytes of a value are not shared with another one. */
function sizeBeside(other: unknown, value: unknown): number {
  if (value === other || typeof value !== 'object' || value === null) return value === other ? 0 : sizeOf(value)
  if (typeof other !== 'object' || other === null || Array.isArray(other) !== Array.isArray(value)) return sizeOf(value)
  const [left, right] = [other as Record<string, unknown>, value as Record<string, unknown>]
  let size = 64
  for (const key in right) size += 8 + sizeBeside(Object.hasOwn(left, key) ? left[key] : undefined, right[key])
  return size
}

function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}
