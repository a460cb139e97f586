import type { ClusterState, LiveObject } from '@aks-copilot/cluster'
import type { Field } from '@aks-copilot/kubernetes'

/** What one field of an object says, in words. */
export interface Fact {
  readonly object: LiveObject
  /** `container web listens on 8080`. */
  readonly text: string
  /** JSON Pointer of the field. */
  readonly path: string
}

/** Something that a question can ask of an object: its ports, its user, its schedule. */
export interface Property {
  /** Words that ask for it, in plain text without names. */
  readonly asked: RegExp
  /** Of these kinds it is asked where nothing is named. */
  readonly home?: readonly string[]
  /** Of all programs it may be asked at once. */
  readonly isWide?: boolean
  /** Empty: it says nothing of this object. */
  readonly read: (object: LiveObject, state: ClusterState) => readonly Fact[]
}

export function fact(object: LiveObject, text: string, field?: Field): Fact {
  return { object, text, path: field?.exists === true ? field.pointer : '' }
}

/** A property of some kinds only. */
export function ofKinds(kinds: readonly string[], read: Property['read']): Property['read'] {
  return (object, state) => (kinds.includes(object.kind) ? read(object, state) : [])
}
