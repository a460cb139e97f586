/** When Kubernetes introduced, deprecated and removed each built-in API, and what replaces it. Facts only, no opinion. */
import { LIFECYCLE_ROWS, type LifecycleRow } from './api-lifecycle.generated.ts'

export { compareVersions } from './compare-versions.ts'

/** The life of one API. Versions are minor versions, such as `1.25`. */
export interface ApiLifecycle {
  readonly apiVersion: string
  readonly kind: string
  readonly introduced: string
  /** The version that first warns about it; absent while it is current. */
  readonly deprecated?: string
  /** The first version without it; absent while no removal is planned. May lie in the future. */
  readonly removed?: string
  /** The API to use instead, which itself stays. */
  readonly replacement?: { readonly apiVersion: string; readonly kind: string }
}

let apis: ReadonlyMap<string, ApiLifecycle> | undefined

/** The life of an API; undefined for a custom resource and for what was never served. */
export function findApi(apiVersion: string, kind: string): ApiLifecycle | undefined {
  apis ??= new Map(LIFECYCLE_ROWS.map((row) => [`${row[0]} ${row[1]}`, toLifecycle(row)]))
  return apis.get(`${apiVersion} ${kind}`)
}

/** Every API whose life is known. */
export function listApis(): readonly ApiLifecycle[] {
  return LIFECYCLE_ROWS.map(toLifecycle)
}

function toLifecycle([apiVersion, kind, introduced, deprecated, removed, replacement]: LifecycleRow): ApiLifecycle {
  const [newVersion = '', newKind = ''] = replacement.split(' ')
  return {
    apiVersion,
    kind,
    introduced,
    ...(deprecated === '' ? {} : { deprecated }),
    ...(removed === '' ? {} : { removed }),
    ...(newVersion === '' ? {} : { replacement: { apiVersion: newVersion, kind: newKind } }),
  }
}
