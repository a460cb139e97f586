import { type Field, isMap, type KubernetesObject } from '@aks-copilot/kubernetes'
import { remove, rename, set } from '../../inspect/rule.ts'
import { keepDefault, mapped, type Migrations, NO_STEPS, type Steps, together, type Undecided, unchanged, undecided } from './migration.ts'

/** Kinds of which one or two fields changed. */
export const SMALL_MIGRATIONS: Migrations = {
  'node.k8s.io/v1alpha1 RuntimeClass': { to: 'node.k8s.io/v1', migrate: runtimeClass },
  'node.k8s.io/v1beta1 RuntimeClass': { to: 'node.k8s.io/v1', migrate: unchanged },
  'discovery.k8s.io/v1beta1 EndpointSlice': { to: 'discovery.k8s.io/v1', migrate: endpointSlice },
  'policy/v1beta1 PodDisruptionBudget': { to: 'policy/v1', migrate: disruptionBudget },
  'certificates.k8s.io/v1beta1 CertificateSigningRequest': { to: 'certificates.k8s.io/v1', migrate: signingRequest },
  'admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicyBinding': {
    to: 'admissionregistration.k8s.io/v1',
    migrate: policyBinding,
  },
  ...bindings('rbac.authorization.k8s.io/v1beta1', 'RoleBinding', 'ClusterRoleBinding'),
  ...priorityLevels('v1beta1', 'v1beta2', 'v1beta3'),
}

function runtimeClass(object: KubernetesObject): Steps {
  const spec = object.at('spec')
  const names = { runtimeHandler: 'handler', overhead: 'overhead', scheduling: 'scheduling' }
  const moves = Object.entries(names).filter(([old]) => spec.at(old).exists)
  return mapped(
    spec,
    'handler, overhead and scheduling stand at the root',
    ...moves.map(([old, name]) => set(object.at(name), spec.at(old).value)),
    remove(spec),
  )
}

const HOSTNAME = 'kubernetes.io/hostname'
const ZONE = 'topology.kubernetes.io/zone'

function endpointSlice(object: KubernetesObject): Steps {
  return together(
    ...object
      .at('endpoints')
      .items()
      .map((endpoint) => topologySteps(endpoint)),
  )
}

function topologySteps(endpoint: Field): Steps {
  const topology = endpoint.at('topology')
  if (!topology.exists) return NO_STEPS
  const { [HOSTNAME]: nodeName, [ZONE]: zone, ...rest } = topology.strings()
  return mapped(
    topology,
    'nodeName, zone and deprecatedTopology',
    ...(nodeName === undefined || endpoint.at('nodeName').exists ? [] : [set(endpoint.at('nodeName'), nodeName)]),
    ...(zone === undefined ? [] : [set(endpoint.at('zone'), zone)]),
    ...(Object.keys(rest).length === 0 ? [] : [set(endpoint.at('deprecatedTopology'), rest)]),
    remove(topology),
  )
}

/** `selector: {}` chose no pod in v1beta1, and chooses every pod of the namespace in v1. */
function disruptionBudget(object: KubernetesObject): Steps | Undecided {
  const selector = object.at('spec', 'selector')
  const parts = [selector.at('matchLabels'), selector.at('matchExpressions')]
  const empty =
    isMap(selector.value) && parts.every(({ value }) => value === undefined || value === null || Object.keys(value).length === 0)
  return empty
    ? undecided(
        'Write the selector, or drop the budget: `{}` chose no pod in policy/v1beta1, and chooses every pod of the namespace in policy/v1.',
      )
    : NO_STEPS
}

function signingRequest(object: KubernetesObject): Steps | Undecided {
  const [signer, usages] = [object.at('spec', 'signerName'), object.at('spec', 'usages')]
  if (!signer.exists || signer.is('kubernetes.io/legacy-unknown'))
    return undecided('Name the signer in `spec.signerName`: certificates.k8s.io/v1 asks for it, and takes no legacy-unknown.')
  return usages.items().length === 0 ? undecided('List `spec.usages`: certificates.k8s.io/v1 asks for them.') : NO_STEPS
}

function policyBinding(object: KubernetesObject): Steps | Undecided {
  if (object.at('spec', 'validationActions').items().length === 0)
    return undecided('Choose `spec.validationActions`: Deny, Warn or Audit. The first alpha had none, and denied.')
  const reference = object.at('spec', 'paramRef')
  if (reference.exists && !reference.at('parameterNotFoundAction').exists)
    return undecided('Choose `spec.paramRef.parameterNotFoundAction`: Allow or Deny.')
  return NO_STEPS
}

function bindings(apiVersion: string, ...kinds: readonly string[]): Migrations {
  const migrate = (object: KubernetesObject): Steps =>
    keepDefault(object.at('roleRef', 'apiGroup'), 'rbac.authorization.k8s.io', 'the default, which v1 asks for')
  return Object.fromEntries(kinds.map((kind) => [`${apiVersion} ${kind}`, { to: 'rbac.authorization.k8s.io/v1', migrate }]))
}

function priorityLevels(...versions: readonly string[]): Migrations {
  const group = 'flowcontrol.apiserver.k8s.io'
  return Object.fromEntries(
    versions.map((version) => [`${group}/${version} PriorityLevelConfiguration`, { to: `${group}/v1`, migrate: priorityLevel }]),
  )
}

/** A share of 0 meant the default of 30 before v1, and means 0 there. */
function priorityLevel(object: KubernetesObject): Steps | Undecided {
  const limited = object.at('spec', 'limited')
  const [old, nominal] = [limited.at('assuredConcurrencyShares'), limited.at('nominalConcurrencyShares')]
  if (old.is(0) || nominal.is(0))
    return undecided('Choose `nominalConcurrencyShares`: 0 meant 30 before flowcontrol.apiserver.k8s.io/v1, and means none there.')
  return old.exists ? mapped(old, 'nominalConcurrencyShares', rename(old, 'nominalConcurrencyShares')) : NO_STEPS
}
