import type { SourceOfManifests } from '../ports.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'

/** Manifests in the folder of the application. */
export function isPathAllowed(path: string, _policy: RepairPolicy, source: SourceOfManifests): boolean {
  const steps = path.split('/')
  if (steps.some((step) => step === '' || step.startsWith('.')) || !/\.(?:ya?ml|json|env|properties)$/.test(path)) return false
  const folder = source.path.replace(/^\.?\/+|\/+$/g, '')
  return folder === '' || folder === '.' || path.startsWith(`${folder}/`)
}
