import { loadSchemas } from '@aks-copilot/kubernetes'
import { type CheckOptions, RULES, SOURCE_PROFILES, TARGET_PROFILES } from '@aks-copilot/manifests'

/** How manifests are checked beside a repair: as any Kubernetes on AKS takes them. */
export async function checkOptions(): Promise<CheckOptions> {
  const [source, target] = [SOURCE_PROFILES['kubernetes'], TARGET_PROFILES['aks-standard']]
  if (source === undefined || target === undefined) throw new Error('The built-in profiles are not there.')
  return { runId: 'gate', source, target, schemas: await loadSchemas(target.kubernetes), rules: RULES, allow: [] }
}
