import { parseImage } from '@aks-copilot/kubernetes'

const HOSTS = [
  /^image-registry\.openshift-image-registry\.svc(\.cluster\.local)?(:\d+)?$/,
  /^docker-registry\.default\.svc(\.cluster\.local)?(:\d+)?$/,
  /^default-route-openshift-image-registry\./,
  /^docker-registry-default\./,
]

/** An image that OpenShift's own registry serves, as `namespace/name:tag`; undefined for any other image. */
export function internalImage(
  image: string,
):
  | { readonly namespace: string; readonly name: string; readonly tag: string | undefined; readonly digest: string | undefined }
  | undefined {
  const { registry, repository, tag, digest } = parseImage(image)
  if (registry === undefined || !HOSTS.some((host) => host.test(registry))) return undefined
  const [namespace = '', ...name] = repository.split('/')
  return { namespace, name: name.join('/'), tag, digest }
}
