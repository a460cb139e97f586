import { type Field, type KubernetesObject, podLabels } from '@aks-copilot/kubernetes'
import { scaledDeploymentConfig, SCALER_KINDS, SELECTING_KINDS } from '../../../convert/deployment-config-references.ts'
import { DEPLOYMENT_PATHS, deploymentConfigToDeployment } from '../../../convert/deployment-config-to-deployment.ts'
import { isOpenShift } from '../../openshift.ts'
import { automatic, type BundleView, conversion, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'okd-dc-refs',
  group: 'okd',
  title: 'Something counts on a DeploymentConfig',
  why: 'AKS has no DeploymentConfig: an autoscaler of it scales nothing, and a Service that selects the label which OpenShift gives its pods finds none.',
  help: 'Name the Deployment that takes its place, and give its pods the label `deploymentconfig` where a Service selects it.',
  severity: 'error',
  fix: 'auto',
  kinds: [...SCALER_KINDS, 'Service'],
  reads: ['Deployment', 'DeploymentConfig', 'ImageStream', ...SCALER_KINDS, ...SELECTING_KINDS],
  changes: DEPLOYMENT_PATHS,

  *inspect(object, { bundle }) {
    const scaled = scaledDeploymentConfig(object)
    if (scaled !== undefined)
      yield violation(scaled.at('kind'), `It scales the DeploymentConfig \`${scaled.at('name').text}\`.`, {
        name: scaled.at('name').text ?? '',
        scaled,
      })
    const label = object.at('spec', 'selector', 'deploymentconfig')
    if (object.kind === 'Service' && isInjected(label, configOf(bundle, object, label.text ?? ''))) {
      yield violation(
        label,
        `It selects \`deploymentconfig: ${label.text}\`, a label that OpenShift gives the pods and the manifest does not.`,
        { name: label.text ?? '', scaled: undefined },
      )
    }
  },

  propose({ name, scaled }, { object, bundle, schemas }) {
    if (scaled !== undefined && bundle.find('Deployment', object.namespace, name) !== undefined) {
      return automatic(`Scale the Deployment \`${name}\`.`, [set(scaled.at('apiVersion'), 'apps/v1'), set(scaled.at('kind'), 'Deployment')])
    }
    const config = configOf(bundle, object, name)
    if (config === undefined) return judgement(`Whoever owns \`${name}\` decides what it is on AKS: it is not among the manifests.`)
    const result = deploymentConfigToDeployment(config, { bundle, schemas })
    if (!result.ok) return judgement(`First decide about the DeploymentConfig \`${name}\`. ${result.judge}`)
    return conversion(`Make the DeploymentConfig \`${name}\` a Deployment, and keep what counts on it.`, result.changes, result.ledger)
  },
})

function configOf(bundle: BundleView, object: KubernetesObject, name: string): KubernetesObject | undefined {
  const config = bundle.find('DeploymentConfig', object.namespace, name)
  return config !== undefined && isOpenShift(config, 'apps.openshift.io') ? config : undefined
}

function isInjected(label: Field, config: KubernetesObject | undefined): boolean {
  return label.exists && config !== undefined && podLabels(config)['deploymentconfig'] === undefined
}
