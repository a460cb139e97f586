import type { ClusterState, LiveObject } from '@aks-copilot/cluster'
import { containers, podSpec } from '@aks-copilot/kubernetes'

/** What is no name of an object, but stands in some: variables, hosts, containers, keys, addresses. */
export type ValueIndex = ReadonlyMap<string, readonly LiveObject[]>

const MOST = 6

/** Made once for a state. Keys are in small letters. */
export function valueIndex(state: ClusterState): ValueIndex {
  return state.remember('values for questions', () => {
    const index = new Map<string, LiveObject[]>()
    for (const object of state.snapshot.objects)
      for (const value of valuesOf(object)) {
        const key = value.toLowerCase()
        const top = state.topController(object)
        const known = index.get(key)
        if (known === undefined) index.set(key, [top])
        else if (!known.includes(top) && known.length < MOST) known.push(top)
      }
    return index
  })
}

function valuesOf(object: LiveObject): readonly string[] {
  const found = (READERS[object.kind]?.(object) ?? []).filter((value) => value !== undefined)
  // What belongs to a controller says what that says.
  return podSpec(object) === undefined || object.controller !== undefined ? found : [...found, ...ofContainers(object)]
}

function ofContainers(object: LiveObject): readonly string[] {
  return containers(object, 'containers', 'initContainers').flatMap((container) => {
    const image = container.at('image').text
    return [
      container.at('name').text,
      image,
      image?.split('/').at(-1),
      ...container
        .at('env')
        .items()
        .map((variable) => variable.at('name').text),
    ].filter((value) => value !== undefined)
  })
}

const READERS: Readonly<Record<string, (object: LiveObject) => readonly (string | undefined)[]>> = {
  Ingress: ({ spec }) =>
    spec
      .at('rules')
      .items()
      .map((rule) => rule.at('host').text),
  HTTPRoute: ({ spec }) =>
    spec
      .at('hostnames')
      .items()
      .map(({ text }) => text),
  Certificate: ({ spec }) => [
    ...spec
      .at('dnsNames')
      .items()
      .map(({ text }) => text),
    spec.at('secretName').text,
  ],
  Service: ({ spec, status }) => [
    spec.at('clusterIP').text,
    ...status
      .at('loadBalancer', 'ingress')
      .items()
      .map((one) => one.at('ip').text),
  ],
  Pod: ({ status }) => [status.at('podIP').text],
  Node: ({ status }) =>
    status
      .at('addresses')
      .items()
      .map((one) => one.at('address').text),
  ConfigMap: (object) =>
    object
      .at('data')
      .entries()
      .map(({ key }) => String(key)),
  Secret: (object) =>
    object.labels.at('owner').is('helm')
      ? []
      : object
          .at('data')
          .entries()
          .map(({ key }) => String(key)),
}
