import { type KubernetesObject, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { ledgerOf } from '../../ledger.ts'
import { type BundleView, conversion, drop, rule, violation } from '../../rule.ts'

/** Cluster roles that OpenShift grants in each project; AKS has none of them. */
const ROLES = new Set(['system:deployer', 'system:image-builder', 'system:image-puller', 'system:image-pusher'])
const ACCOUNTS = new Set(['builder', 'deployer'])
const BINDINGS = ['RoleBinding', 'ClusterRoleBinding']

export default rule({
  id: 'okd-default-rbac',
  group: 'okd',
  title: 'Service account or role binding that OpenShift puts into each project',
  why: "They serve OpenShift's builds, rollouts and registry; on AKS the bindings name roles that do not exist.",
  help: 'Remove it.',
  severity: 'info',
  fix: 'doc',
  kinds: ['ServiceAccount', ...BINDINGS],
  reads: [...BINDINGS, ...WORKLOAD_KINDS],

  *inspect(object, { bundle, source }) {
    const role = object.at('roleRef', 'name').text ?? ''
    if (ROLES.has(role)) yield violation(object.at('roleRef', 'name'), `The role \`${role}\` belongs to OpenShift.`)
    const isAccount = object.kind === 'ServiceAccount' && ACCOUNTS.has(object.name)
    if (isAccount && source.assumes.includes('okd') && !isUsed(object, bundle))
      yield violation(object.at('metadata', 'name'), `OpenShift puts the service account \`${object.name}\` into each project.`)
  },

  propose(_found, { object }) {
    const note =
      object.kind === 'ServiceAccount'
        ? "it serves OpenShift's builds and rollouts, which AKS does not have."
        : 'its role exists on OpenShift only; who may pull images is decided in the Azure Container Registry.'
    return conversion(
      'Remove it; give AcrPull on the Azure Container Registry to the cluster that pulls.',
      [drop(object, note)],
      ledgerOf(object, {}, ['dropped', note]),
    )
  },
})

/** Whether a workload runs as the account, or a role of the team's own is bound to it: then the name is only a coincidence. */
function isUsed(account: KubernetesObject, bundle: BundleView): boolean {
  const runsAs = (workload: KubernetesObject): boolean =>
    workload.namespace === account.namespace && podSpec(workload)?.at('serviceAccountName').is(account.name) === true
  const grants = (binding: KubernetesObject): boolean =>
    !ROLES.has(binding.at('roleRef', 'name').text ?? '') &&
    binding
      .at('subjects')
      .items()
      .some((subject) => subject.at('kind').is('ServiceAccount') && subject.at('name').is(account.name))
  return bundle.of(...WORKLOAD_KINDS).some(runsAs) || bundle.of(...BINDINGS).some(grants)
}
