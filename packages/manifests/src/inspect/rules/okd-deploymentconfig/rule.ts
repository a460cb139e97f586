import { SCALER_KINDS, SELECTING_KINDS } from '../../../convert/deployment-config-references.ts'
import { DEPLOYMENT_PATHS, deploymentConfigToDeployment } from '../../../convert/deployment-config-to-deployment.ts'
import { isOpenShift } from '../../openshift.ts'
import { conversion, judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-deploymentconfig',
  group: 'okd',
  title: 'DeploymentConfig exists on OpenShift only',
  why: 'AKS knows no DeploymentConfig: the API server refuses it, and no pod starts.',
  help: 'Write a Deployment: the selector under matchLabels, the images in the text, no triggers.',
  severity: 'error',
  fix: 'doc',
  kinds: ['DeploymentConfig'],
  reads: ['Deployment', 'ImageStream', ...SCALER_KINDS, ...SELECTING_KINDS],
  changes: DEPLOYMENT_PATHS,

  *inspect(object) {
    if (isOpenShift(object, 'apps.openshift.io', 'DeploymentConfig'))
      yield violation(object.at('kind'), `DeploymentConfig \`${object.name}\` cannot run on AKS.`)
  },

  propose(_, { object, bundle, schemas }) {
    const result = deploymentConfigToDeployment(object, { bundle, schemas })
    return result.ok ? conversion('Make it a Deployment.', result.changes, result.ledger) : judgement(result.judge)
  },
})
