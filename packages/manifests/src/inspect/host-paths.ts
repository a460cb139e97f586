import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { onceForEachBundle } from './once-for-each-bundle.ts'
import type { BundleView } from './rule.ts'

/** A path that an Ingress serves; `key` is its class, host, path and type. */
export interface HostPath {
  readonly at: Field
  readonly key: string
}

/** Every host and path of an Ingress. Rules for all hosts are left out: which controller they meet is not to be seen. */
export function hostPaths(object: KubernetesObject): HostPath[] {
  const spec = object.at('spec')
  const className = spec.at('ingressClassName').text ?? object.annotations.at('kubernetes.io/ingress.class').text ?? ''
  return spec
    .at('rules')
    .items()
    .flatMap((rule) => {
      const host = rule.at('host').text ?? ''
      if (host === '' || host.includes('${')) return []
      return rule
        .at('http', 'paths')
        .items()
        .map((at) => ({ at, key: [className, host, at.at('path').text ?? '/', at.at('pathType').text ?? ''].join('\n') }))
    })
}

/** The Ingresses that serve each host and path, in the order of the files. */
const ingressesByPath = onceForEachBundle((bundle) => {
  const index = new Map<string, KubernetesObject[]>()
  for (const object of bundle.of('Ingress'))
    for (const path of hostPaths(object)) index.set(path.key, [...(index.get(path.key) ?? []), object])
  return index
})

/** The Ingresses that serve a host and path, in the order of the files. */
export function ingressesAt(bundle: BundleView, key: string): readonly KubernetesObject[] {
  return ingressesByPath(bundle).get(key) ?? []
}
