import type { LiveObject } from '../context/live-object.ts'

type Value = Readonly<Record<string, unknown>>

/** Kinds that controllers make and keep; nobody writes them by hand. */
const MADE_BY_CONTROLLERS = new Set(['EndpointSlice', 'ControllerRevision', 'VolumeAttachment', 'ReplicaSet'])
/** ConfigMaps that controllers write all the time, or into every namespace. */
const NOISY_CONFIG_MAPS = new Set(['kube-root-ca.crt', 'cluster-autoscaler-status', 'istio-ca-root-cert', 'openshift-service-ca.crt'])

/** Whether anybody could have wanted a change of this object: what another object controls changes with its owner. */
export function isWritten(object: LiveObject): boolean {
  if (MADE_BY_CONTROLLERS.has(object.kind) || object.controller !== undefined) return false
  if (object.kind === 'ConfigMap' && NOISY_CONFIG_MAPS.has(object.name)) return false
  return !(object.kind === 'ServiceAccount' && object.name === 'default')
}

/** Top-level keys that hold no wish. `operation` of an Argo CD Application is an order that is gone a moment later. */
const NOT_WISHED = new Set(['apiVersion', 'kind', 'metadata', 'status', 'operation'])
const NODE_INFO = ['bootID', 'kubeletVersion', 'kernelVersion', 'osImage', 'containerRuntimeVersion'] as const

/** A part of an object whose change counts, with the path to it. */
export interface RelevantPart {
  readonly path: readonly string[]
  readonly value: unknown
}

/** The parts of an object that somebody set: everything but its status and what controllers note on it. */
export function relevantParts(value: Value): readonly RelevantPart[] {
  const parts: RelevantPart[] = []
  for (const [key, part] of Object.entries(value)) if (!NOT_WISHED.has(key)) parts.push({ path: [key], value: part })
  const metadata = mapOf(value['metadata'])
  for (const key of ['labels', 'annotations'] as const) parts.push({ path: ['metadata', key], value: withoutNoise(metadata[key]) })
  const status = mapOf(value['status'])
  // A node that boots or is upgraded, and the revision that an Application follows, are told by nothing else.
  if (value['kind'] === 'Node')
    for (const key of NODE_INFO) parts.push({ path: ['status', 'nodeInfo', key], value: mapOf(status['nodeInfo'])[key] })
  if (value['kind'] === 'Application') parts.push({ path: ['status', 'sync', 'revision'], value: mapOf(status['sync'])['revision'] })
  return parts
}

/** Whether two versions of an object that share their equal parts (context/share-structure.ts) can differ in anything relevant: a quick look. */
export function mayDiffer(before: Value, after: Value): boolean {
  for (const key in after) if (!NOT_WISHED.has(key) && after[key] !== before[key]) return true
  for (const key in before) if (!NOT_WISHED.has(key) && after[key] === undefined) return true
  const [old, now] = [mapOf(before['metadata']), mapOf(after['metadata'])]
  if (old['labels'] !== now['labels'] || old['annotations'] !== now['annotations']) return true
  // Of a Secret only its metadata is known: who set which key, and when.
  if (after['kind'] === 'Secret' && old['managedFields'] !== now['managedFields']) return true
  return (after['kind'] === 'Node' || after['kind'] === 'Application') && before['status'] !== after['status']
}

/** What controllers and tools note on objects for themselves: labels and annotations alike. */
const NOISE =
  /^(?:deployment\.kubernetes\.io|autoscaling\.alpha\.kubernetes\.io|control-plane\.alpha\.kubernetes\.io|pv\.kubernetes\.io|volumes?\.kubernetes\.io|endpoints\.kubernetes\.io|node\.alpha\.kubernetes\.io|deprecated\.daemonset\.template|csi\.volume\.kubernetes\.io|batch\.kubernetes\.io|meta\.helm\.sh|field\.cattle\.io)\/|^(?:kubectl\.kubernetes\.io\/last-applied-configuration|kubernetes\.io\/change-cause|volume\.beta\.kubernetes\.io\/storage-provisioner|argocd\.argoproj\.io\/(?:refresh|tracking-id|hydrate)|pod-template-hash|controller-revision-hash|pod-template-generation|modifiedAt|cni\.projectcalico\.org\/.*|leaderelection\..*)$/

/** Without the notes of controllers; the map itself where it has none. */
function withoutNoise(map: unknown): unknown {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return undefined
  const entries = Object.entries(map)
  const kept = entries.filter(([key]) => !NOISE.test(key))
  if (kept.length === entries.length) return map
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function mapOf(value: unknown): Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Value) : NOTHING
}

const NOTHING: Value = Object.freeze({})
