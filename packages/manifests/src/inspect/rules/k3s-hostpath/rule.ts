import { volumes, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-hostpath',
  group: 'k3s',
  title: 'Volume in a folder of k3s',
  why: 'Nodes of AKS have no such folder: the pod finds nothing in it, or does not start.',
  help: 'Use what the folder stands for: a PersistentVolumeClaim for data, a ServiceAccount for /etc/rancher/k3s/k3s.yaml, /run/containerd/containerd.sock for the socket of containerd.',
  severity: 'error',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const volume of volumes(object)) {
      const path = volume.at('hostPath', 'path')
      if (/^(\/var\/lib\/rancher|\/etc\/rancher|\/(var\/)?run\/k3s)(\/|$)/.test(path.text ?? ''))
        yield violation(path, `\`${path.text}\` is a folder of k3s.`)
    }
  },
})
