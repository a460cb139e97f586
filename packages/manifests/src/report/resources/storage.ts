import { type Field, needsSharedAccess, parseQuantity, replicas, storageClassField, volumeClaims, table } from '@aks-copilot/kubernetes'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey } from './survey.ts'

interface Claim {
  readonly object: ManifestObject
  readonly claim: Field
  readonly className: string
  readonly size: string
  readonly copies: number
}

/** What the built-in classes of AKS make. Several zones: zone-redundant storage in place of locally redundant. */
const BUILT_IN = table<string>({
  default: 'Azure managed disk, Standard SSD',
  managed: 'Azure managed disk, Standard SSD',
  'managed-csi': 'Azure managed disk, Standard SSD',
  'managed-premium': 'Azure managed disk, Premium SSD',
  'managed-csi-premium': 'Azure managed disk, Premium SSD',
  azurefile: 'Azure Files share, Standard',
  'azurefile-csi': 'Azure Files share, Standard',
  'azurefile-premium': 'Azure Files share, Premium',
  'azurefile-csi-premium': 'Azure Files share, Premium',
  'azureblob-nfs-premium': 'Azure Blob container over NFS, Premium',
  'azureblob-fuse-premium': 'Azure Blob container over BlobFuse, Premium',
})

const PROVISIONERS = table<string>({
  'disk.csi.azure.com': 'Azure managed disk',
  'kubernetes.io/azure-disk': 'Azure managed disk',
  'file.csi.azure.com': 'Azure Files share',
  'kubernetes.io/azure-file': 'Azure Files share',
  'blob.csi.azure.com': 'Azure Blob container',
})

export function storage(survey: Survey): Section {
  const claims = survey.objects.flatMap(claimsOf)
  const needs = gather(claims, ({ className }) => className).map(([className, own]) => need(className, own, survey))
  const blob = claims.some(({ className }) => className.startsWith('azureblob-'))
  const driver: Need[] = blob
    ? [
        {
          what: 'The Blob CSI driver of the cluster',
          because: ['a class that starts with `azureblob-`'],
          make: ['az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER --enable-blob-driver'],
        },
      ]
    : []
  return {
    title: 'Disks and shares',
    intro: 'The cluster makes them when a pod uses the claim; nothing to run by hand. Data has to be copied over before the switch.',
    needs: [...needs, ...driver],
  }
}

function claimsOf(object: ManifestObject): Claim[] {
  const copies = object.kind === 'PersistentVolumeClaim' ? 1 : (replicas(object) ?? 1)
  return volumeClaims(object).map((claim) => ({
    object,
    claim,
    className: storageClassField(claim).text ?? '',
    size: sizeOf(claim),
    copies,
  }))
}

function sizeOf(claim: Field): string {
  const size = claim.at('spec', 'resources', 'requests', 'storage')
  return size.text ?? size.number?.toString() ?? '?'
}

function need(className: string, claims: readonly Claim[], survey: Survey): Need {
  const total = claims.reduce((sum, { size, copies }) => sum + (parseQuantity(size) ?? 0) * copies, 0)
  const number = claims.reduce((sum, { copies }) => sum + copies, 0)
  const title = className === '' ? 'Class of the cluster that is the default' : `Class ${inlineCode(className)}`
  return {
    what: `${title}: ${number} × ${kindOf(className, claims, survey)}, ${gibibytes(total)} together`,
    because: claims.map(({ object, claim, size, copies }) => {
      const name = claim.path.length === 0 ? '' : ` (claim ${inlineCode(claim.at('metadata', 'name').text ?? '')})`
      return `${inlineCode(size)}${copies > 1 ? ` × ${copies} replicas` : ''}${needsSharedAccess(claim) ? ', shared by several nodes' : ''}: ${survey.place(object, claim.at('spec'))}${name}`
    }),
  }
}

/** Disks are billed by the next larger size: the sum is what the claims ask for. */
function gibibytes(bytes: number): string {
  const size = bytes / 2 ** 30
  return `${size >= 10 ? Math.round(size) : Math.round(size * 10) / 10} GiB`
}

function kindOf(className: string, claims: readonly Claim[], { bundle }: Survey): string {
  const own = bundle.of('StorageClass').find((object) => object.name === className)
  const provisioner = own?.at('provisioner').text
  if (own !== undefined && provisioner !== undefined) {
    const sku = own.at('parameters', 'skuName').text ?? own.at('parameters', 'storageaccounttype').text
    return `${PROVISIONERS[provisioner] ?? `volume of ${inlineCode(provisioner)}`}${sku === undefined ? '' : ` (${inlineCode(sku)})`}`
  }
  if (className === '') return claims.some(({ claim }) => needsSharedAccess(claim)) ? 'volume' : 'Azure managed disk'
  return Object.hasOwn(BUILT_IN, className) ? (BUILT_IN[className] ?? '') : 'volume of a class that neither AKS nor these manifests have'
}
