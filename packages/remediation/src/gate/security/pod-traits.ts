import { podReferences } from '@aks-copilot/cluster'
import { containers, type Field, type KubernetesObject, podSpec, podTemplate } from '@aks-copilot/kubernetes'
import { containerTraits } from './container-traits.ts'
import type { TraitList } from './traits.ts'

const SHARED_WITH_HOST = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'] as const

/** What a pod may do, and what holds it back. */
export function podTraits(object: KubernetesObject, traits: TraitList): void {
  const spec = podSpec(object)
  if (spec === undefined) return
  for (const key of SHARED_WITH_HOST) traits.risk(spec.at(key).is(true), `\`${key}\` is true`)
  traits.risk(!spec.at('automountServiceAccountToken').is(false), 'the token of the ServiceAccount is mounted')
  const account = spec.at('serviceAccountName').text ?? 'default'
  traits.risk(true, `it runs as ServiceAccount \`${account}\``)
  traits.guard(spec.at('runtimeClassName').exists, 'the runtime class is taken away')
  for (const { to, by } of podReferences(object))
    traits.risk(to.kind === 'Secret', `it reads Secret \`${to.name}\``, `secret ${to.name} ${by}`)
  for (const volume of spec.at('volumes').items()) volumeTraits(volume, traits)
  for (const sysctl of spec.at('securityContext', 'sysctls').items())
    traits.risk(true, `it sets the kernel parameter \`${sysctl.at('name').text ?? ''}\``)
  for (const [key, value] of Object.entries(podTemplate(object)?.at('metadata', 'annotations').strings() ?? {}))
    traits.risk(key.startsWith('container.apparmor.security') && value === 'unconfined', `\`${key}\` is unconfined`)
  for (const container of containers(object)) containerTraits(container, spec, traits)
}

function volumeTraits(volume: Field, traits: TraitList): void {
  const path = volume.at('hostPath', 'path')
  traits.risk(path.exists, `it mounts \`${path.text ?? ''}\` of the node`)
  const tokens = volume.at('projected', 'sources').items()
  traits.risk(
    volume.at('projected').exists && tokens.some((source) => source.at('serviceAccountToken').exists),
    'it mounts a token of its ServiceAccount',
  )
}
