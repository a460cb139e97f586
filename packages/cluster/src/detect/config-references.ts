import { type Field, type KubernetesObject, containers, podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'

/** A ConfigMap or Secret, or one key of it, without which a pod does not start. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** Where the name stands. */
  readonly nameField: Field
  /** The key that is asked for and where it is named; undefined: all of it is taken. */
  readonly key: Field | undefined
  /** Who needs it, for the middle of a sentence: container `web`, volume `config`. */
  readonly user: string
}

/** What a workload or a pod needs of ConfigMaps and Secrets; what is marked `optional` is left out. Pull secrets are none of these. */
export function configReferences(object: KubernetesObject): readonly ConfigReference[] {
  return object.remember(computeReferences)
}

function computeReferences(object: KubernetesObject): readonly ConfigReference[] {
  const ofContainers = containers(object).flatMap((container) => {
    const user = `container \`${container.at('name').text}\``
    const fromKeys = container
      .at('env')
      .items()
      .flatMap((variable) => [
        ...reference('ConfigMap', variable.at('valueFrom', 'configMapKeyRef'), 'name', user, 'key'),
        ...reference('Secret', variable.at('valueFrom', 'secretKeyRef'), 'name', user, 'key'),
      ])
    const whole = container
      .at('envFrom')
      .items()
      .flatMap((source) => [
        ...reference('ConfigMap', source.at('configMapRef'), 'name', user),
        ...reference('Secret', source.at('secretRef'), 'name', user),
      ])
    return [...fromKeys, ...whole]
  })
  const ofVolumes = podSpec(object)
    ?.at('volumes')
    .items()
    .flatMap((volume) => {
      const user = `volume \`${volume.at('name').text}\``
      const projected = volume.at('projected', 'sources').items()
      return [
        ...mounted('ConfigMap', volume.at('configMap'), 'name', user),
        ...mounted('Secret', volume.at('secret'), 'secretName', user),
        ...projected.flatMap((source) => [
          ...mounted('ConfigMap', source.at('configMap'), 'name', user),
          ...mounted('Secret', source.at('secret'), 'name', user),
        ]),
      ]
    })
  return [...ofContainers, ...(ofVolumes ?? [])]
}

function reference(kind: ConfigReference['kind'], at: Field, nameKey: string, user: string, keyKey?: string): ConfigReference[] {
  const nameField = at.at(nameKey)
  const name = nameField.text
  if (name === undefined || at.at('optional').is(true)) return []
  return [{ kind, name, nameField, key: keyKey === undefined ? undefined : at.at(keyKey), user }]
}

function mounted(kind: ConfigReference['kind'], at: Field, nameKey: string, user: string): ConfigReference[] {
  const whole = reference(kind, at, nameKey, user)
  const items = at.at('items').items()
  return items.length === 0 ? whole : whole.flatMap((one) => items.map((item) => ({ ...one, key: item.at('key') })))
}

/** The keys of a ConfigMap; undefined for a Secret, whose data is never read. */
export function keysOf(object: LiveObject): readonly string[] | undefined {
  if (object.kind !== 'ConfigMap') return undefined
  return [...object.at('data').entries(), ...object.at('binaryData').entries()].map(({ key }) => String(key))
}

/** The names that objects of a kind have in a namespace. */
export function namesIn(kind: string, namespace: string | undefined, state: ClusterState): readonly string[] {
  return state.in(kind, namespace).map(({ name }) => name)
}
