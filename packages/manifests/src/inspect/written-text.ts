import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { createLocator } from '../edit/locate.ts'
import { Bundle } from '../source/bundle.ts'
import { ManifestObject } from '../source/manifest.ts'
import type { BundleView } from './rule.ts'

/**
 * A scalar as its author wrote it, where its value says less: `1.10` is the number 1.1, `0755` is 493. Undefined where the
 * text is elsewhere (an anchor, a Template) or is quoted.
 */
export function writtenText(at: Field, object: KubernetesObject, bundle: BundleView): string | undefined {
  if (!(object instanceof ManifestObject) || !(bundle instanceof Bundle) || object.virtual) return undefined
  const text = bundle.document(object.documentId)?.text
  if (text === undefined) return undefined
  const pointer = object.pointer + at.pointer
  const place = createLocator(text)(pointer)
  if (place === undefined || place.found !== pointer) return undefined
  const written = text.slice(place.start, place.end)
  return /^[-+.\w]+$/.test(written) ? written : undefined
}
