/** Labels that nodes of AKS have, or that its node pools, drivers, operators and autoscaler give; a prefix ends with a slash. */
const ON_AKS: readonly string[] = [
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'kubernetes.io/role',
  'agentpool',
  'accelerator',
  'storageprofile',
  'storagetier',
  'beta.kubernetes.io/',
  'failure-domain.beta.kubernetes.io/',
  'topology.kubernetes.io/',
  'node.kubernetes.io/',
  'kubernetes.azure.com/',
  'topology.disk.csi.azure.com/',
  'karpenter.azure.com/',
  'karpenter.sh/',
  'feature.node.kubernetes.io/',
  'nvidia.com/',
]

/** Whether a node of AKS may well have a label, without anybody putting it there. */
export function isOnAks(key: string): boolean {
  return ON_AKS.some((known) => (known.endsWith('/') ? key.startsWith(known) : key === known))
}

/** Whether a key is one that k3s alone gives to nodes. */
export function isK3sKey(key: string): boolean {
  return /^([^/]+\.)?k3s(\.cattle)?\.io\//.test(key)
}
