import { podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { dangling, decideName } from '../../dangling.ts'
import { rule } from '../../rule.ts'

/** Made in every namespace, by Kubernetes or by OpenShift. */
const MADE = new Set(['default', 'builder', 'deployer'])

export default rule({
  id: 'ref-service-account',
  group: 'ref',
  title: 'The service account is not among these manifests',
  why: 'The API server refuses to create pods whose service account does not exist.',
  help: 'Add the ServiceAccount or correct its name, unless it is made elsewhere.',
  severity: 'info',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,
  reads: ['ServiceAccount'],

  *inspect(object, { bundle }) {
    const spec = podSpec(object)
    const name = spec?.at('serviceAccountName').exists ? spec.at('serviceAccountName') : spec?.at('serviceAccount')
    if (name === undefined || MADE.has(name.text ?? '')) return
    const missing = dangling(name, 'ServiceAccount', object.namespace, bundle)
    if (missing !== undefined) yield missing
  },

  propose: decideName,
})
