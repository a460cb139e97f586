/** The shape of data/built-in-types.json, and the view of it that one Kubernetes version has. */

/** A minor version whose built-in types are known exactly. */
export type KubernetesVersion = '1.33' | '1.34' | '1.35' | '1.36'

/** The versions whose built-in types are known, oldest first. */
export const KUBERNETES_VERSIONS: readonly KubernetesVersion[] = ['1.33', '1.34', '1.35', '1.36']

interface Variant {
  /** The versions that have this shape; all of them when absent. */
  readonly versions?: readonly string[]
}

/** An object type: its fields as type expressions (`[]core.v1.Container`, `{}quantity`, `enum:TCP|UDP`). */
export interface Definition extends Variant {
  readonly required?: readonly string[]
  readonly properties: { readonly [name: string]: string }
  /** The fields by which the items of a list are told apart. */
  readonly listKeys?: { readonly [name: string]: readonly string[] }
}

/** A kind that the API serves; `namespaced` is absent for a list of objects. */
export interface Kind extends Variant {
  readonly definition: string
  readonly namespaced?: boolean
}

export interface BuiltInTypes {
  readonly kinds: { readonly [apiVersionAndKind: string]: readonly Kind[] }
  readonly definitions: { readonly [name: string]: readonly Definition[] }
}

/** Looks up kinds and definitions as one version has them. */
export class TypeTable {
  readonly #types: BuiltInTypes
  readonly #version: KubernetesVersion

  constructor(types: BuiltInTypes, version: KubernetesVersion) {
    this.#types = types
    this.#version = version
  }

  kind(apiVersion: string, kind: string): Kind | undefined {
    return this.#pick(this.#types.kinds, `${apiVersion} ${kind}`)
  }

  definition(name: string): Definition | undefined {
    return this.#pick(this.#types.definitions, name)
  }

  /** Every pair of apiVersion and kind that this version serves. */
  *kinds(): Generator<readonly [apiVersion: string, kind: string]> {
    for (const key of Object.keys(this.#types.kinds)) {
      const [apiVersion = '', kind = ''] = key.split(' ')
      if (this.kind(apiVersion, kind)) yield [apiVersion, kind]
    }
  }

  #pick<Shape extends Variant>(table: { readonly [key: string]: readonly Shape[] }, key: string): Shape | undefined {
    if (!Object.hasOwn(table, key)) return undefined
    return table[key]?.find(({ versions }) => versions === undefined || versions.includes(this.#version))
  }
}
