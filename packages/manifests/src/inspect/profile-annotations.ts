import { containers, type Field, type KubernetesObject } from '@aks-copilot/kubernetes'

/** A security profile as the fields seccompProfile and appArmorProfile have it. */
export interface Profile {
  readonly type: 'RuntimeDefault' | 'Unconfined' | 'Localhost'
  readonly localhostProfile?: string
}

/** Reads the value of an old annotation: `unconfined`, `localhost/NAME`, or one of the names of the default. */
export function profileOf(value: string, defaults: readonly string[]): Profile | undefined {
  if (defaults.includes(value)) return { type: 'RuntimeDefault' }
  if (value === 'unconfined') return { type: 'Unconfined' }
  const name = /^localhost\/(.+)$/.exec(value)?.[1]
  return name === undefined ? undefined : { type: 'Localhost', localhostProfile: name }
}

/** The container that an annotation names in its key. */
export function containerNamed(object: KubernetesObject, name: string): Field | undefined {
  return containers(object).find((container) => container.at('name').is(name))
}
