import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { standingNodes } from '../../nodes.ts'

/** Kubernetes allows a kubelet to be this many minor versions older than the API server, which is at least as new as the newest kubelet. */
const ALLOWED = 3

export default detector({
  id: 'node-version-skew',
  group: 'node',
  title: 'The kubelet of a node is too old',
  why: 'Kubernetes does not support a kubelet that is more than three minor versions older than the API server: things break in odd ways.',
  help: 'Upgrade the node pool.',
  severity: 'warning',
  reads: ['Node'],
  explains: [],

  *detect(state) {
    const nodes = standingNodes(state)
    const newest = nodes.reduce<LiveObject | undefined>(
      (best, node) => (minorOf(node) > (best === undefined ? 0 : minorOf(best)) ? node : best),
      undefined,
    )
    if (newest === undefined) return
    for (const node of nodes) {
      const behind = minorOf(newest) - minorOf(node)
      if (minorOf(node) === 0 || behind <= ALLOWED) continue
      yield finding(node, {
        message: `The kubelet of node \`${node.name}\` is \`${version(node).text}\`, ${behind} minor versions behind \`${version(newest).text}\` of node \`${newest.name}\`.`,
        since: undefined,
        evidence: [fieldEvidence(node, version(node)), fieldEvidence(newest, version(newest))],
        nextSteps: [{ text: 'Compare the versions.', command: 'kubectl get nodes -o wide' }, ...poolSteps(node)],
      })
    }
  },
})

function version(node: LiveObject): ReturnType<LiveObject['at']> {
  return node.status.at('nodeInfo', 'kubeletVersion')
}

/** `v1.34.1` is 34; 0 where the version is not known. */
function minorOf(node: LiveObject): number {
  return Number(/^v1\.(\d+)/.exec(version(node).text ?? '')?.[1] ?? 0)
}

function poolSteps(node: LiveObject) {
  const pool = node.labels.at('kubernetes.azure.com/agentpool').text
  const cluster = node.labels.at('kubernetes.azure.com/cluster').text
  if (pool === undefined || cluster === undefined) return []
  return [{ text: `Upgrade node pool \`${pool}\` to the version of the control plane (az aks nodepool upgrade).` }]
}
