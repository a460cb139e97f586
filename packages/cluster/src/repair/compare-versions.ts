import type { LiveReference, ReportedChange } from '@aks-copilot/contracts'
import { isMap, sameJson } from '@aks-copilot/kubernetes'
import { Intake } from '../watch/intake.ts'
import { describeChange } from '../changes/describe-change.ts'
import { diffValuesAt } from '../changes/diff-objects.ts'
import { maskedValue } from '../changes/report-change.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'

type Value = Readonly<Record<string, unknown>>

export interface VersionComparison {
  /** Whether anything differs but what the API server itself keeps on an object. */
  readonly same: boolean
  /** In words: `image web:1.4 → web:1.5`; '' where nothing differs. */
  readonly text: string
  /** Field by field, 60 at most. Values of ConfigMaps and what looks secret are keyed hashes (`hmac:…`) or masked. */
  readonly diff: ReportedChange['diff']
}

/** What the API server, not a person, keeps in the metadata of an object. */
const KEPT_BY_SERVER = new Set(['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'])

/** Annotations that controllers count revisions with. */
const KEPT_BY_CONTROLLERS = new Set(['deployment.kubernetes.io/revision', 'deprecated.daemonset.template.generation'])

/** How two whole versions of one object differ, as the API server has them: no status, no metadata of its own, no secrets in the answer. */
export function compareVersions(before: Value, after: Value): VersionComparison {
  const [left, right] = [wishOf(before), wishOf(after)]
  if (sameJson(left, right)) return { same: true, text: '', diff: [] }
  const [apiVersion, kind] = [String(after['apiVersion']), String(after['kind'])]
  // One intake for both: equal values become equal hashes.
  const intake = new Intake()
  const kept = (value: Value): Value => wishOf(intake.object(value, kind, apiVersion).value)
  const fields = diffValuesAt(kept(left), kept(right), [])
  const diff = fields.map(({ path, from, to }) => ({ path, from: maskedValue(from), to: maskedValue(to) }))
  const text = fields.length === 0 ? 'changed' : maskSecrets(describeChange({ object: referenceOf(after), kind: 'changed', diff: fields }))
  return { same: false, text, diff }
}

function wishOf(value: Value): Value {
  const { status: _, metadata, ...rest } = value
  if (!isMap(metadata)) return rest
  const { annotations: noted, ...kept } = Object.fromEntries(Object.entries(metadata).filter(([key]) => !KEPT_BY_SERVER.has(key)))
  const annotations = Object.entries(isMap(noted) ? noted : {}).filter(([key]) => !KEPT_BY_CONTROLLERS.has(key))
  return { ...rest, metadata: annotations.length === 0 ? kept : { ...kept, annotations: Object.fromEntries(annotations) } }
}

function referenceOf(value: Value): LiveReference {
  const metadata = isMap(value['metadata']) ? value['metadata'] : {}
  return { kind: String(value['kind']), name: String(metadata['name']) }
}
