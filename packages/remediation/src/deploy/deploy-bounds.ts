import { DEPLOYABLE_KINDS, type DeployableKind, type DeployRefusal, type LiveReference } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'

type Json = Readonly<Record<string, unknown>>

/** An object of a manifest; `template` where its value is only what the default parameters of a Template give. */
export interface WantedObject {
  readonly value: Json
  readonly template?: boolean
}

/** What was asked for, with the namespace filled in where it was open; in the order of writing. */
export interface BoundedObject {
  readonly object: LiveReference
  readonly manifest: Json
}

const ORDER = Object.keys(DEPLOYABLE_KINDS)

/**
 * Judges objects before anything is asked of a cluster: only kinds that may be written, all in one namespace, each with a name of its own.
 * Nothing that is refused is left out in silence.
 */
export function boundObjects(
  wanted: readonly WantedObject[],
  { namespace, kinds }: { readonly namespace: string; readonly kinds: readonly string[] },
): { readonly objects: readonly BoundedObject[]; readonly refusals: readonly DeployRefusal[] } {
  const objects: BoundedObject[] = []
  const refusals: DeployRefusal[] = []
  const seen = new Set<string>()
  for (const { value, template } of wanted) {
    const object = referenceOf(value, namespace)
    const key = `${object.kind}/${object.name}`
    const why =
      template === true
        ? 'is in a Template of OpenShift; `aks-copilot fix` makes objects of it'
        : (whyNot(object, namespace, kinds, seen) ?? whyBound(metadataOf(value)))
    seen.add(key)
    if (why !== undefined) refusals.push({ object, why })
    else objects.push({ object, manifest: manifestOf(value, namespace) })
  }
  return { objects: objects.toSorted((left, right) => ORDER.indexOf(left.object.kind) - ORDER.indexOf(right.object.kind)), refusals }
}

function whyNot(object: LiveReference, namespace: string, kinds: readonly string[], seen: ReadonlySet<string>): string | undefined {
  const { kind, name } = object
  const place = Object.hasOwn(DEPLOYABLE_KINDS, kind) ? DEPLOYABLE_KINDS[kind as DeployableKind] : undefined
  if (place === undefined) return `deploy never writes a ${kind}`
  const group = groupOf(object)
  if (group !== place.group)
    return `is a ${kind} of ${group === '' ? 'the core API' : group}, not of ${place.group === '' ? 'the core API' : place.group}`
  if (!kinds.includes(kind)) return `\`deploy.kinds\` does not allow a ${kind}`
  if (object.namespace !== namespace) return `names the namespace ${object.namespace}; only ${namespace} is written to`
  if (name === '') return 'has no name (a generated one would make another object each time)'
  return seen.has(`${kind}/${name}`) ? 'is there twice' : undefined
}

/** What others hold of it decides when it goes: at once, where its owner is of another cluster; never, where nobody takes a finalizer off. */
function whyBound({ ownerReferences, finalizers }: Json): string | undefined {
  const [owner]: readonly unknown[] = Array.isArray(ownerReferences) ? ownerReferences : []
  if (owner !== undefined) {
    const named = isMap(owner) && typeof owner['kind'] === 'string' && typeof owner['name'] === 'string'
    return `names an owner${named ? ` (${String(owner['kind'])} ${String(owner['name'])})` : ''}: deploy what owns it, or leave metadata.ownerReferences out`
  }
  const foreign = finalizersOf(finalizers).find((finalizer) => !isOfServer(finalizer))
  return foreign === undefined ? undefined : `has the finalizer ${foreign}, without which nobody could delete it: leave it out`
}

function finalizersOf(finalizers: unknown): string[] {
  return Array.isArray(finalizers) ? finalizers.map(String) : []
}

/** The API server sets these itself. */
function isOfServer(finalizer: string): boolean {
  return /^kubernetes\.io\/(?:pvc|pv)-protection$/.test(finalizer)
}

function groupOf({ apiVersion = '' }: LiveReference): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function referenceOf(value: Json, open: string): LiveReference {
  const { name, namespace } = metadataOf(value)
  return {
    apiVersion: String(value['apiVersion']),
    kind: String(value['kind']),
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : open,
    name: typeof name === 'string' ? name : '',
  }
}

/** Without a status, which nobody may set, and without what an export of a live object would bring along. */
function manifestOf(value: Json, namespace: string): Json {
  const { status: _, metadata: given, ...rest } = value
  const {
    managedFields: _managed,
    resourceVersion: _version,
    uid: _uid,
    creationTimestamp: _at,
    generation: _generation,
    generateName: _prefix,
    selfLink: _link,
    deletionTimestamp: _end,
    deletionGracePeriodSeconds: _grace,
    ownerReferences: _owners,
    finalizers: _finalizers,
    ...metadata
  } = isMap(given) ? given : {}
  return { ...rest, metadata: { ...metadata, namespace } }
}

/** The metadata of an object; empty where it has none. */
export function metadataOf(value: Json): Json {
  return isMap(value['metadata']) ? value['metadata'] : {}
}
