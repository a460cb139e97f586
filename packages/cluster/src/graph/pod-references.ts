import type { LiveReference } from '@aks-copilot/contracts'
import { type Field, type KubernetesObject, podSpec } from '@aks-copilot/kubernetes'

/** One name that a pod spec holds. */
export interface PodReference {
  readonly to: LiveReference
  /** Where the name stands. */
  readonly at: Field
  /** True: the pod starts without it, too. */
  readonly optional: boolean
  readonly by: 'env' | 'mount' | 'pull' | 'identity'
}

/** ConfigMaps, Secrets, claims and the ServiceAccount that pods of this object need. */
export function podReferences(object: KubernetesObject): readonly PodReference[] {
  return object.remember(computeReferences)
}

function computeReferences(object: KubernetesObject): readonly PodReference[] {
  const spec = podSpec(object)
  if (spec === undefined) return []
  const refer = (kind: string, at: Field, by: PodReference['by'], optional = false): PodReference[] =>
    at.text === undefined || at.text === ''
      ? []
      : [
          {
            to: { apiVersion: 'v1', kind, ...(object.namespace === undefined ? {} : { namespace: object.namespace }), name: at.text },
            at,
            optional,
            by,
          },
        ]
  return [
    ...spec
      .at('volumes')
      .items()
      .flatMap((volume) => volumeReferences(volume, refer)),
    ...['initContainers', 'containers']
      .flatMap((list) => spec.at(list).items())
      .flatMap((container) => environmentReferences(container, refer)),
    ...spec
      .at('imagePullSecrets')
      .items()
      .flatMap((secret) => refer('Secret', secret.at('name'), 'pull')),
    ...refer('ServiceAccount', spec.at('serviceAccountName'), 'identity'),
  ]
}

type Refer = (kind: string, at: Field, by: PodReference['by'], optional?: boolean) => PodReference[]

function volumeReferences(volume: Field, refer: Refer): PodReference[] {
  const sources = volume.at('projected', 'sources').items()
  const optional = (field: Field): boolean => field.at('optional').is(true)
  return [
    ...refer('ConfigMap', volume.at('configMap', 'name'), 'mount', optional(volume.at('configMap'))),
    ...refer('Secret', volume.at('secret', 'secretName'), 'mount', optional(volume.at('secret'))),
    ...refer('PersistentVolumeClaim', volume.at('persistentVolumeClaim', 'claimName'), 'mount'),
    ...sources.flatMap((source) => [
      ...refer('ConfigMap', source.at('configMap', 'name'), 'mount', optional(source.at('configMap'))),
      ...refer('Secret', source.at('secret', 'name'), 'mount', optional(source.at('secret'))),
    ]),
  ]
}

function environmentReferences(container: Field, refer: Refer): PodReference[] {
  const optional = (field: Field): boolean => field.at('optional').is(true)
  return [
    ...container
      .at('env')
      .items()
      .flatMap((variable) => [
        ...refer(
          'ConfigMap',
          variable.at('valueFrom', 'configMapKeyRef', 'name'),
          'env',
          optional(variable.at('valueFrom', 'configMapKeyRef')),
        ),
        ...refer('Secret', variable.at('valueFrom', 'secretKeyRef', 'name'), 'env', optional(variable.at('valueFrom', 'secretKeyRef'))),
      ]),
    ...container
      .at('envFrom')
      .items()
      .flatMap((source) => [
        ...refer('ConfigMap', source.at('configMapRef', 'name'), 'env', optional(source.at('configMapRef'))),
        ...refer('Secret', source.at('secretRef', 'name'), 'env', optional(source.at('secretRef'))),
      ]),
  ]
}
