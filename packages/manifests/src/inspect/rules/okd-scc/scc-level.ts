import { type KubernetesObject, table } from '@aks-copilot/kubernetes'
import { BASELINE_CAPABILITIES } from '../../capabilities.ts'
import type { BundleView } from '../../rule.ts'

/** `restricted`: pods that also hold to Pod Security restricted, or nearly; `baseline`: pods that need no more than that. */
export type Level = 'restricted' | 'baseline'

/** What OpenShift itself brings; the others of its constraints reach for the node. */
const KNOWN = table<Level>({
  restricted: 'restricted',
  'restricted-v2': 'restricted',
  'restricted-v3': 'restricted',
  nonroot: 'baseline',
  'nonroot-v2': 'baseline',
  anyuid: 'baseline',
})

/** The Pod Security level that pods under these constraints hold to; undefined where one allows more than baseline, or nobody knows. */
export function levelOf(names: readonly string[], bundle: BundleView): Level | undefined {
  const levels = names.map((name) => {
    const own = bundle.of('SecurityContextConstraints').find((one) => one.name === name)
    return own === undefined ? KNOWN[name] : ownLevel(own)
  })
  return levels.includes(undefined) || levels.length === 0 ? undefined : levels.includes('baseline') ? 'baseline' : 'restricted'
}

const REACHES_FOR_NODE = [
  'allowPrivilegedContainer',
  'allowHostDirVolumePlugin',
  'allowHostIPC',
  'allowHostNetwork',
  'allowHostPID',
  'allowHostPorts',
]

function ownLevel(scc: KubernetesObject): Level | undefined {
  const list = (name: string): string[] =>
    scc
      .at(name)
      .items()
      .flatMap((item) => item.text ?? [])
  const capabilities = [...list('allowedCapabilities'), ...list('defaultAddCapabilities')]
  const allowsMore =
    REACHES_FOR_NODE.some((name) => scc.at(name).is(true)) ||
    list('volumes').some((volume) => volume === '*' || volume === 'hostPath') ||
    capabilities.some((capability) => !BASELINE_CAPABILITIES.has(capability)) ||
    list('seccompProfiles').some((profile) => profile === '*' || profile === 'unconfined') ||
    list('allowedUnsafeSysctls').length > 0
  return allowsMore ? undefined : 'baseline'
}
