import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-local-pv',
  group: 'k3s',
  title: 'PersistentVolume on the disk of one node',
  why: 'The node and its folder are not on AKS; and nodes of AKS come and go, with everything on their disks.',
  help: 'Remove the PersistentVolume, let the claim use a storage class of AKS, and copy the data over.',
  severity: 'error',
  fix: 'judge',
  kinds: ['PersistentVolume'],

  *inspect(object) {
    const at = ['local', 'hostPath'].map((source) => object.at('spec', source)).find((source) => source.exists)
    if (at === undefined) return
    const path = at.at('path').text
    if (object.at('spec', 'nodeAffinity').exists)
      yield violation(at, `PersistentVolume \`${object.name}\` is the folder \`${path}\` of a node that AKS does not have.`)
    else
      yield violation(at, `PersistentVolume \`${object.name}\` is the folder \`${path}\` of whichever node the pod runs on.`, {
        severity: 'warning' as const,
      })
  },
})
