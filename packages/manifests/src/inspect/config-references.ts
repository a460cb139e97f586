import { containers, type Field, type KubernetesObject, volumes } from '@aks-copilot/kubernetes'
import { onceForEachBundle } from './once-for-each-bundle.ts'

/** A place in a pod spec that needs a ConfigMap or a Secret, and perhaps some of its keys. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: Field
  readonly keys: readonly Field[]
}

/** Every ConfigMap and Secret without which the pods do not start. */
export function configReferences(object: KubernetesObject): ConfigReference[] {
  return [...containers(object).flatMap(fromContainer), ...volumes(object).flatMap(fromVolume)]
}

function fromContainer(container: Field): ConfigReference[] {
  const sources = container.at('envFrom').items()
  const variables = container
    .at('env')
    .items()
    .map((variable) => variable.at('valueFrom'))
  return [
    ...sources.flatMap((source) => [
      ...reference('ConfigMap', source.at('configMapRef'), 'name'),
      ...reference('Secret', source.at('secretRef'), 'name'),
    ]),
    ...variables.flatMap((source) => [
      ...reference('ConfigMap', source.at('configMapKeyRef'), 'name'),
      ...reference('Secret', source.at('secretKeyRef'), 'name'),
    ]),
  ]
}

function fromVolume(volume: Field): ConfigReference[] {
  const projected = volume.at('projected', 'sources').items()
  return [
    ...reference('ConfigMap', volume.at('configMap'), 'name'),
    ...reference('Secret', volume.at('secret'), 'secretName'),
    ...projected.flatMap((source) => [
      ...reference('ConfigMap', source.at('configMap'), 'name'),
      ...reference('Secret', source.at('secret'), 'name'),
    ]),
  ]
}

function reference(kind: ConfigReference['kind'], at: Field, nameField: string): ConfigReference[] {
  if (!at.exists || at.at('optional').is(true)) return []
  const keys = [
    at.at('key'),
    ...at
      .at('items')
      .items()
      .map((item) => item.at('key')),
  ].filter((key) => key.text !== undefined)
  return [{ kind, name: at.at(nameField), keys }]
}

/** Names of Secrets and ConfigMaps that a controller makes for an object of the bundle. */
export const madeByControllers = onceForEachBundle<ReadonlySet<string>>(
  (bundle) => new Set(['kube-root-ca.crt', 'openshift-service-ca.crt', ...bundle.objects.flatMap(namesMadeFor)]),
)

const SERVING_CERTIFICATES = ['service.beta.openshift.io/serving-cert-secret-name', 'service.alpha.openshift.io/serving-cert-secret-name']

function namesMadeFor(object: KubernetesObject): string[] {
  const spec = object.at('spec')
  switch (object.kind) {
    case 'Certificate':
      return texts(spec.at('secretName'))
    case 'ExternalSecret':
    case 'ClusterExternalSecret':
      return [spec.at('target', 'name').text ?? object.name]
    case 'SealedSecret':
      return [object.name, ...texts(spec.at('template', 'metadata', 'name'))]
    case 'SecretProviderClass':
      return spec
        .at('secretObjects')
        .items()
        .flatMap((secret) => texts(secret.at('secretName')))
    case 'Ingress':
      return spec
        .at('tls')
        .items()
        .flatMap((tls) => texts(tls.at('secretName')))
    case 'Service':
      return SERVING_CERTIFICATES.flatMap((key) => texts(object.annotations.at(key)))
    case 'ServiceAccount':
      return object
        .at('secrets')
        .items()
        .flatMap((secret) => texts(secret.at('name')))
    default:
      return []
  }
}

function texts(field: Field): string[] {
  return field.text === undefined ? [] : [field.text]
}
