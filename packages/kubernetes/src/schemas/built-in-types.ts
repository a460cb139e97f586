/** The view of the built-in types that one Kubernetes version has. */
import type { Check } from './checks/check.ts'
import { checksOf } from './checks/table.ts'
import { parseType, type TypeNode } from './type-expression.ts'

/** A minor version whose built-in types are known exactly. */
export type KubernetesVersion = '1.33' | '1.34' | '1.35' | '1.36'

/** The versions whose built-in types are known, oldest first. */
export const KUBERNETES_VERSIONS: readonly KubernetesVersion[] = ['1.33', '1.34', '1.35', '1.36']

/** A kind that the API serves; `namespaced` is absent for a list of objects. */
export interface Kind {
  readonly definition: string
  readonly namespaced?: boolean
}

/** An object type. */
export interface Definition {
  readonly fields: ReadonlyMap<string, TypeNode>
  readonly required: readonly string[]
  /** The fields by which the items of a list are told apart. */
  readonly listKeys: ReadonlyMap<string, readonly string[]>
  readonly checks: readonly Check[]
}

/** Looks up kinds and definitions as one version has them. A definition is parsed when it is first met. */
export class TypeTable {
  readonly #kinds = new Map<string, Kind>()
  readonly #lines = new Map<string, string>()
  readonly #definitions = new Map<string, Definition>()

  constructor(kindLines: string, definitionLines: string, version: KubernetesVersion) {
    for (const line of linesOf(kindLines, version)) {
      const [apiVersion = '', kind = '', definition = '', scope] = line.split('\t')
      this.#kinds.set(`${apiVersion} ${kind}`, scope === 'list' ? { definition } : { definition, namespaced: scope === 'namespaced' })
    }
    for (const line of linesOf(definitionLines, version)) {
      const end = line.indexOf('\t')
      this.#lines.set(end < 0 ? line : line.slice(0, end), end < 0 ? '' : line.slice(end + 1))
    }
  }

  kind(apiVersion: string, kind: string): Kind | undefined {
    return this.#kinds.get(`${apiVersion} ${kind}`)
  }

  definition(name: string): Definition | undefined {
    const known = this.#definitions.get(name)
    const line = known ? undefined : this.#lines.get(name)
    if (line === undefined) return known
    const definition = parseDefinition(name, line)
    this.#definitions.set(name, definition)
    return definition
  }

  /** Every pair of apiVersion and kind that this version serves. */
  *kinds(): Generator<readonly [apiVersion: string, kind: string]> {
    for (const key of this.#kinds.keys()) {
      const [apiVersion = '', kind = ''] = key.split(' ')
      yield [apiVersion, kind]
    }
  }
}

/** The lines of one version, without the versions that each begins with. */
function* linesOf(text: string, version: KubernetesVersion): Generator<string> {
  for (const line of text.split('\n')) {
    const end = line.indexOf('\t')
    const versions = line.slice(0, end)
    if (versions === '*' || versions.includes(version)) yield line.slice(end + 1)
  }
}

function parseDefinition(name: string, line: string): Definition {
  const fields = new Map<string, TypeNode>()
  const listKeys = new Map<string, readonly string[]>()
  const required: string[] = []
  for (const text of line === '' ? [] : line.split('\t')) {
    const [, field = '', keys, mark, type = ''] = /^([^[!:]+)(?:\[(.*?)\])?(!)?:(.*)$/.exec(text) ?? []
    fields.set(field, parseType(type))
    if (keys !== undefined) listKeys.set(field, keys.split(','))
    if (mark !== undefined) required.push(field)
  }
  return { fields, required, listKeys, checks: checksOf(name) }
}
