import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-olm',
  group: 'okd',
  title: 'Operator that the Operator Lifecycle Manager installs',
  why: 'AKS has no Operator Lifecycle Manager: nothing is installed, and the custom resources of the operator stay unknown.',
  help: 'Install the operator by its Helm chart or manifests, or use a service of Azure in its place.',
  severity: 'error',
  fix: 'judge',
  kinds: [
    'Subscription',
    'OperatorGroup',
    'CatalogSource',
    'ClusterServiceVersion',
    'InstallPlan',
    'OperatorCondition',
    'Operator',
    'OLMConfig',
  ],

  *inspect(object) {
    if (object.group !== 'operators.coreos.com') return
    const operator = object.at('spec', 'name').text
    yield violation(
      object.at('kind'),
      operator === undefined
        ? `\`${object.kind}\` is for the Operator Lifecycle Manager, which AKS does not have.`
        : `The operator \`${operator}\` is installed by the Operator Lifecycle Manager, which AKS does not have.`,
    )
  },

  propose(_found, { object }) {
    const operator = object.at('spec', 'name').text
    return judgement(
      `Decide how ${operator === undefined ? 'the operators' : `\`${operator}\``} shall be installed on AKS (a Helm chart, plain manifests, or a service of Azure), then remove this.`,
    )
  },
})
