import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClusterView, openRecording, viewRecording } from '@aks-copilot/cluster'

const NAMESPACE = 'ev-service-selector-typo'
/** NAMESPACE/NAME of the Service whose selector has a typing error. */
export const BROKEN_SERVICE = `${NAMESPACE}/cart`
/** As Argo CD marks what it deploys, by default. */
export const TRACKED = { 'argocd.argoproj.io/tracking-id': `shop:/Service:${BROKEN_SERVICE}` }

/** The recording, with the Service marked as Argo CD marks what it deploys. */
export function tracked(marks: { readonly annotations?: object; readonly labels?: object }): ClusterView {
  const file = JSON.parse(readFileSync(join(import.meta.dirname, '../evals/recordings/service-selector-typo.json'), 'utf8')) as {
    objects: { kind: string; metadata: Record<string, unknown> }[]
  }
  for (const { kind, metadata } of file.objects)
    if (kind === 'Service' && metadata['namespace'] === NAMESPACE)
      for (const [key, value] of Object.entries(marks)) metadata[key] = { ...(metadata[key] as object), ...value }
  return viewRecording(openRecording(Buffer.from(JSON.stringify(file))))
}
