import { fromPointer, toPointer } from '@aks-copilot/kubernetes'
import { sizeOf } from './size-of.ts'

/** How to get an older value back: pairs of JSON Pointer and what stood there, flat. `GONE` stands for nothing. */
export type Delta = readonly unknown[]

/** Stands in a delta for what was not there. */
export const GONE: unique symbol = Symbol('gone')

/** What became of two values that were laid upon each other. */
export interface Shared {
  /** What is to be kept in place of the newer value: equal to it, and made of the older one's parts wherever those are equal. */
  readonly value: unknown
  /** By how many bytes the newer value is larger. */
  readonly growth: number
  /** How to get the older value back; empty where both are equal. */
  readonly delta: Delta
}

/**
 * Lays a newer value upon an older one: equal parts are held once. The newer value is written to (its parts are replaced by equal ones),
 * the older one never. For JSON without cycles.
 */
export function shareStructure(older: unknown, newer: unknown): Shared {
  const walk = new Walk()
  const value = walk.adopt(older, newer)
  for (let index = 0; index < walk.delta.length; index += 2) walk.delta[index] = interned(String(walk.delta[index]))
  // A copy has room for nothing more; a list that grew has.
  return { value, growth: walk.growth, delta: walk.delta.length === 0 ? NOTHING : walk.delta.slice() }
}

const NOTHING: Delta = []

/** Names that occur in thousands of deltas are held once. */
const POINTERS = new Map<string, string>()
const MOST_POINTERS = 20_000

/**
 * One walk over two values; fields in place of closures, and paths put together only where something differs: this runs for each event
 * of a watch. Entries of the delta are paths from where the walk stands; each step back out puts its key in front.
 */
class Walk {
  growth = 0
  readonly delta: unknown[] = []
  #isQuiet = false

  adopt(older: unknown, newer: unknown): unknown {
    if (older === newer) return older
    if (isObject(older) && isObject(newer)) {
      if (Array.isArray(older)) return Array.isArray(newer) ? this.#adoptList(older, newer) : this.#replace(older, newer)
      return Array.isArray(newer) ? this.#replace(older, newer) : this.#adoptMap(older, newer)
    }
    return this.#replace(older, newer)
  }

  #replace(older: unknown, newer: unknown): unknown {
    if (!this.#isQuiet) this.delta.push('', older)
    this.growth += sizeOf(newer) - sizeOf(older)
    return newer
  }

  #adoptList(older: readonly unknown[], newer: unknown[]): unknown {
    const isSameLength = older.length === newer.length
    // A list that grew or shrank is put back as a whole: what was inserted in its middle has moved all that follows.
    if (!isSameLength && !this.#isQuiet) this.delta.push('', older)
    const wasQuiet = this.#isQuiet
    this.#isQuiet = wasQuiet || !isSameLength
    let isEqual = isSameLength
    for (let index = 0; index < newer.length; index++) {
      if (index >= older.length) {
        this.growth += ENTRY + sizeOf(newer[index])
        continue
      }
      if (older[index] === newer[index]) continue
      const noted = this.delta.length
      const kept = this.adopt(older[index], newer[index])
      if (kept !== older[index]) isEqual = false
      if (kept !== newer[index]) newer[index] = kept
      if (this.delta.length > noted) this.#prefix(noted, `/${index}`)
    }
    for (let index = newer.length; index < older.length; index++) this.growth -= ENTRY + sizeOf(older[index])
    this.#isQuiet = wasQuiet
    return isEqual ? older : newer
  }

  #adoptMap(older: Record<string, unknown>, newer: Record<string, unknown>): unknown {
    let isEqual = true
    let count = 0
    for (const key in newer) {
      const [was, now] = [older[key], newer[key]]
      count += 1
      if (was === now && now !== undefined) continue
      const noted = this.delta.length
      if ((was === undefined || typeof was === 'function' || key === '__proto__') && !Object.hasOwn(older, key)) {
        count -= 1
        isEqual = false
        if (!this.#isQuiet) this.delta.push('', GONE)
        this.growth += ENTRY + sizeOf(now)
      } else {
        const kept = this.adopt(was, now)
        if (kept !== was) isEqual = false
        if (kept !== now && key !== '__proto__') newer[key] = kept
      }
      if (this.delta.length > noted) this.#prefix(noted, toPointer([key]))
    }
    for (const _ in older) count -= 1
    if (count < 0) {
      isEqual = false
      this.#noteLost(older, newer)
    }
    return isEqual ? older : newer
  }

  #noteLost(older: Record<string, unknown>, newer: Record<string, unknown>): void {
    for (const key in older) {
      if (Object.hasOwn(newer, key)) continue
      if (!this.#isQuiet) this.delta.push(toPointer([key]), older[key])
      this.growth -= ENTRY + sizeOf(older[key])
    }
  }

  #prefix(from: number, step: string): void {
    for (let index = from; index < this.delta.length; index += 2) this.delta[index] = step + String(this.delta[index])
  }
}

const ENTRY = 8

function interned(pointer: string): string {
  const known = POINTERS.get(pointer)
  if (known !== undefined) return known
  if (POINTERS.size < MOST_POINTERS) POINTERS.set(pointer, pointer)
  return pointer
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** How many bytes a delta keeps that nothing else does. */
export function sizeOfDelta(delta: Delta): number {
  let size = 32 + 8 * delta.length
  for (let index = 1; index < delta.length; index += 2) size += sizeOf(delta[index])
  return size
}

/**
 * The older value again. What the delta does not speak of is shared with the newer value, which stays as it is. Who goes back several
 * versions gives the same `copies` each time: what was copied for one is not copied again.
 */
export function applyDelta(newer: unknown, delta: Delta, copies: Set<unknown> = new Set()): unknown {
  let root = newer
  for (let index = 0; index < delta.length; index += 2) root = putBack(root, stepsOf(delta[index] as string), 0, delta[index + 1], copies)
  return root
}

const STEPS = new Map<string, readonly string[]>()

function stepsOf(pointer: string): readonly string[] {
  const known = STEPS.get(pointer)
  if (known !== undefined) return known
  const steps = fromPointer(pointer)
  if (STEPS.size < MOST_POINTERS) STEPS.set(pointer, steps)
  return steps
}

function putBack(value: unknown, steps: readonly string[], depth: number, old: unknown, copies: Set<unknown>): unknown {
  const step = steps[depth]
  if (step === undefined) return old
  const copy = copies.has(value) ? value : copyOf(value)
  copies.add(copy)
  if (Array.isArray(copy)) copy[Number(step)] = putBack(copy[Number(step)], steps, depth + 1, old, copies)
  else if (isObject(copy)) {
    if (depth === steps.length - 1 && old === GONE) delete copy[step]
    else define(copy, step, putBack(Object.hasOwn(copy, step) ? copy[step] : {}, steps, depth + 1, old, copies))
  }
  return copy
}

function copyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[])] : isObject(value) ? { ...value } : {}
}

/** A key of a ConfigMap may be `__proto__`. */
function define(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  else map[key] = value
}
