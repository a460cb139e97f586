import type { Field } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'
import { type ContainerState, containerStates } from './container-states.ts'

/** A ConfigMap or Secret that a container reads once, at its start: later changes don't reach it. A plain mount is kept up to date. */
export interface TakenConfig {
  readonly container: ContainerState
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** undefined: every key. */
  readonly key: string | undefined
  readonly by: 'environment' | 'subPath'
  /** Where the name stands. */
  readonly at: Field
}

/** What the containers of a pod took at their start, by variables and by mounts with subPath. */
export function takenConfigs(pod: LiveObject): readonly TakenConfig[] {
  return containerStates(pod)
    .filter(({ list }) => list === 'containers')
    .flatMap((container) => [...fromEnvironment(container), ...fromSubPaths(pod, container)])
}

function fromEnvironment(container: ContainerState): TakenConfig[] {
  const keys = container.spec
    .at('env')
    .items()
    .flatMap((variable) => [
      ...taken(container, 'ConfigMap', variable.at('valueFrom', 'configMapKeyRef')),
      ...taken(container, 'Secret', variable.at('valueFrom', 'secretKeyRef')),
    ])
  const whole = container.spec
    .at('envFrom')
    .items()
    .flatMap((source) => [
      ...taken(container, 'ConfigMap', source.at('configMapRef')),
      ...taken(container, 'Secret', source.at('secretRef')),
    ])
  return [...keys, ...whole]
}

function taken(container: ContainerState, kind: TakenConfig['kind'], reference: Field): TakenConfig[] {
  const name = reference.at('name').text
  return name === undefined ? [] : [{ container, kind, name, key: reference.at('key').text, by: 'environment', at: reference.at('name') }]
}

function fromSubPaths(pod: LiveObject, container: ContainerState): TakenConfig[] {
  return container.spec
    .at('volumeMounts')
    .items()
    .filter((mount) => mount.at('subPath').exists || mount.at('subPathExpr').exists)
    .flatMap((mount) => {
      const volume = pod.spec
        .at('volumes')
        .items()
        .find((candidate) => candidate.at('name').is(mount.at('name').text ?? ''))
      const [map, secret] = [volume?.at('configMap', 'name'), volume?.at('secret', 'secretName')]
      return [...mounted(container, 'ConfigMap', map), ...mounted(container, 'Secret', secret)]
    })
}

function mounted(container: ContainerState, kind: TakenConfig['kind'], at: Field | undefined): TakenConfig[] {
  return at?.text === undefined ? [] : [{ container, kind, name: at.text, key: undefined, by: 'subPath', at }]
}
