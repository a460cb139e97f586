import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { ManifestObject } from '../source/manifest.ts'

/** Keys that the text of an object writes more than once, as JSON Pointers; of an object that has no text: none. */
export function duplicateKeys(object: KubernetesObject): readonly string[] {
  return object instanceof ManifestObject ? object.duplicateKeys : []
}
