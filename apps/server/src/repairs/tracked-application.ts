import type { ClusterState } from '@aks-copilot/cluster'
import type { LiveReference } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'

const TRACKING = 'argocd.argoproj.io/tracking-id'
const INSTANCE = 'app.kubernetes.io/instance'

/**
 * The Applications that an object, or what made it, says it belongs to, as Argo CD marks what it deploys: by annotation (`APP:GROUP/KIND:NAMESPACE/NAME`)
 * or by label. Anybody can write these: Argo CD has to be asked whether it is so.
 */
export function trackedApplications(
  object: LiveReference,
  state: ClusterState,
): readonly { readonly name: string; readonly of: LiveReference }[] {
  const live = state.find(object.kind, object.namespace, object.name)
  if (live === undefined) return []
  const owner = state.topController(live)
  const marked = owner === live ? [live] : [live, owner]
  return marked.flatMap((one) => namesIn(one).map((name) => ({ name, of: referenceOf(one) })))
}

function namesIn(object: KubernetesObject): string[] {
  const tracking = object.annotations.at(TRACKING).text
  const label = object.labels.at(INSTANCE).text
  const [, name, about] = /^([^:]+):(.+)$/.exec(tracking ?? '') ?? []
  // Who copies an object copies the annotation, too: it then speaks of another one.
  const isOwn = about?.endsWith(`/${object.kind}:${object.namespace ?? ''}/${object.name}`) === true
  return [...(name !== undefined && isOwn ? [name.replace('_', '/')] : []), ...(label === undefined ? [] : [label])]
}

function referenceOf({ apiVersion, kind, namespace, name }: KubernetesObject): LiveReference {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }
}
