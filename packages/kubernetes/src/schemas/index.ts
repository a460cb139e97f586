/**
 * The built-in types of Kubernetes, exactly as each supported version has them, and the check of an object against its
 * type. Pure: the only thing it loads is its own data. It never guesses about custom resources.
 */
import { KUBERNETES_VERSIONS, TypeTable, type KubernetesVersion } from './built-in-types.ts'
import { StructureCheck } from './check-structure.ts'
import { checkName } from './checks/object-name.ts'
import { nearestWord } from '../nearest.ts'
import { isFields, type SchemaProblem } from './problem.ts'

export { KUBERNETES_VERSIONS, type KubernetesVersion } from './built-in-types.ts'
export type { SchemaProblem } from './problem.ts'

/** The built-in types of one Kubernetes version. */
export interface Schemas {
  readonly version: KubernetesVersion
  /** Whether this version serves apiVersion and kind as a built-in type. */
  serves(apiVersion: string, kind: string): boolean
  /** The apiVersions that serve this kind, the newest stable first. */
  versionsOf(kind: string): readonly string[]
  /** The built-in kind that a misspelt one was probably meant to be. */
  nearestKind(kind: string): string | undefined
  /** True when namespaced, false when cluster-scoped, undefined when unknown. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined
  /** What is wrong with an object; nothing when it is valid or its kind is unknown (a custom resource). */
  validate(object: unknown): readonly SchemaProblem[]
}

/** Loads the types of one version; everything after is synchronous. */
export async function loadSchemas(version: KubernetesVersion): Promise<Schemas> {
  if (!KUBERNETES_VERSIONS.includes(version))
    throw new RangeError(`No built-in types for Kubernetes ${version}: known are ${KUBERNETES_VERSIONS.join(', ')}.`)
  const { DEFINITION_LINES, KIND_LINES } = await import('./data/built-in-types.generated.ts')
  return new BuiltInSchemas(version, new TypeTable(KIND_LINES, DEFINITION_LINES, version))
}

class BuiltInSchemas implements Schemas {
  readonly version: KubernetesVersion
  readonly #types: TypeTable
  #apiVersions: Map<string, string[]> | undefined

  constructor(version: KubernetesVersion, types: TypeTable) {
    this.version = version
    this.#types = types
  }

  serves(apiVersion: string, kind: string): boolean {
    return this.#types.kind(apiVersion, kind) !== undefined
  }

  versionsOf(kind: string): readonly string[] {
    return this.#byKind().get(kind) ?? []
  }

  nearestKind(kind: string): string | undefined {
    return nearestWord(kind, this.#byKind().keys())
  }

  isNamespaced(apiVersion: string, kind: string): boolean | undefined {
    return this.#types.kind(apiVersion, kind)?.namespaced
  }

  validate(object: unknown): readonly SchemaProblem[] {
    if (!isFields(object) || typeof object['apiVersion'] !== 'string' || typeof object['kind'] !== 'string') return []
    const kind = this.#types.kind(object['apiVersion'], object['kind'])
    if (!kind) return []
    const check = new StructureCheck(this.#types)
    check.object(object, kind.definition, '')
    if (kind.namespaced !== undefined) check.problems.push(...checkName(object, object['kind']))
    return check.problems.filter((problem) => matters(problem))
  }

  #byKind(): Map<string, string[]> {
    if (this.#apiVersions) return this.#apiVersions
    this.#apiVersions = new Map()
    for (const [apiVersion, kind] of this.#types.kinds()) {
      this.#apiVersions.set(kind, [...(this.#apiVersions.get(kind) ?? []), apiVersion].toSorted(newestStableFirst))
    }
    return this.#apiVersions
  }
}

/** A status is written by controllers and reset by the API server: only what cannot be decoded matters in it. */
function matters({ kind, pointer }: SchemaProblem): boolean {
  return !pointer.startsWith('/status') || kind === 'unknown-field' || kind === 'wrong-type'
}

function newestStableFirst(a: string, b: string): number {
  return rank(b) - rank(a)
}

function rank(apiVersion: string): number {
  const [, major = '0', stage, minor = '0'] = /v(\d+)(alpha|beta)?(\d*)$/.exec(apiVersion) ?? []
  const stability = stage === undefined ? 2 : stage === 'beta' ? 1 : 0
  return stability * 1e6 + Number(major) * 1e3 + Number(minor || '0')
}
