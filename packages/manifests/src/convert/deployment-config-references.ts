import { type Field, isMap, type KubernetesObject, podLabels, table } from '@aks-copilot/kubernetes'
import { type BundleView, type Change, edit, type Intent, set } from '../inspect/rule.ts'

/** Kinds that name the workload that they scale, and where. */
const SCALERS = table<string>({
  HorizontalPodAutoscaler: 'scaleTargetRef',
  ScaledObject: 'scaleTargetRef',
  VerticalPodAutoscaler: 'targetRef',
})

export const SCALER_KINDS: readonly string[] = Object.keys(SCALERS)

/** Kinds that select pods by their labels. */
export const SELECTING_KINDS: readonly string[] = ['Service', 'NetworkPolicy', 'PodDisruptionBudget', 'PodMonitor']

/** Where an autoscaler names a DeploymentConfig; undefined where it names something else. */
export function scaledDeploymentConfig(scaler: KubernetesObject): Field | undefined {
  const at = scaler.at('spec', SCALERS[scaler.kind] ?? '')
  return at.at('kind').is('DeploymentConfig') ? at : undefined
}

/** Makes everything that scales the DeploymentConfig scale the Deployment of its name. */
export function referencesTo(config: KubernetesObject, bundle: BundleView): Change[] {
  return bundle.of(...SCALER_KINDS).flatMap((scaler) => {
    const at = scaledDeploymentConfig(scaler)
    if (at === undefined || !at.at('name').is(config.name) || scaler.namespace !== config.namespace) return []
    return [edit(scaler, [set(at.at('apiVersion'), 'apps/v1'), set(at.at('kind'), 'Deployment')])]
  })
}

/** OpenShift gives the pods of a DeploymentConfig the label `deploymentconfig`. Where someone selects by it, the pod template must have it. */
export function injectedLabel(config: KubernetesObject, bundle: BundleView): Intent[] {
  if (podLabels(config)['deploymentconfig'] === config.name || !isSelected(config, bundle)) return []
  return [set(config.at('spec', 'template', 'metadata', 'labels', 'deploymentconfig'), config.name)]
}

function isSelected(config: KubernetesObject, bundle: BundleView): boolean {
  const places = [
    config.at('spec', 'selector'),
    config.at('spec', 'template', 'spec', 'affinity'),
    config.at('spec', 'template', 'spec', 'topologySpreadConstraints'),
  ]
  const others = bundle
    .of(...SELECTING_KINDS)
    .filter((object) => object.namespace === config.namespace)
    .map((object) => object.at('spec'))
  return [...places, ...others].some(({ value }) => selects(value, config.name))
}

function selects(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => selects(item, name))
  if (!isMap(value)) return false
  return value['deploymentconfig'] === name || Object.values(value).some((child) => selects(child, name))
}
