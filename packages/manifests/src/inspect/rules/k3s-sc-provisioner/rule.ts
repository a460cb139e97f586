import { describeObject, storageClassField, volumeClaims, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { dropObject } from '../../drop-object.ts'
import { judgement, rule, violation } from '../../rule.ts'

const RETAIN = {
  path: '/reclaimPolicy',
  outcome: 'lost',
  reason: 'the classes of AKS delete the volume with its claim; make a class with reclaimPolicy Retain for data that must outlive it',
} as const

export default rule({
  id: 'k3s-sc-provisioner',
  group: 'k3s',
  title: 'StorageClass of the local-path provisioner',
  why: 'The provisioner rancher.io/local-path belongs to k3s: on AKS nothing makes volumes of this class.',
  help: 'Remove the StorageClass; AKS brings its own classes.',
  severity: 'error',
  fix: 'doc',
  kinds: ['StorageClass'],
  reads: ['PersistentVolumeClaim', ...WORKLOAD_KINDS],
  changes: ['**'],

  *inspect(object) {
    const provisioner = object.at('provisioner')
    if (provisioner.is('rancher.io/local-path'))
      yield violation(provisioner, `StorageClass \`${object.name}\` needs the provisioner of k3s.`)
  },

  propose(_, { object, bundle }) {
    const user = bundle
      .of('PersistentVolumeClaim', ...WORKLOAD_KINDS)
      .find((candidate) => volumeClaims(candidate).some((claim) => storageClassField(claim).is(object.name)))
    if (user !== undefined)
      return judgement(
        `Give ${describeObject(user)} another class first: as long as a claim names \`${object.name}\`, it can't be removed.`,
      )
    const retains = object.at('reclaimPolicy').is('Retain')
    return dropObject(
      object,
      'Remove the StorageClass; AKS brings its own classes.',
      'AKS brings its own storage classes.',
      retains ? [RETAIN] : [],
    )
  },
})
