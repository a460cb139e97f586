import { isMap } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'
import { timeOf } from '../context/live-object.ts'
import type { FieldChange, Time } from '../context/records.ts'

/** Who set fields of an object last, and when: one entry of metadata.managedFields as watch/intake.ts keeps it. */
export interface FieldManager {
  readonly name: string
  readonly operation: string
  /** When one of its fields got its value; to the second. */
  readonly at: Time
  readonly subresource: string | undefined
  /** JSON Pointers; below a list item all is one. */
  readonly fields: readonly string[]
}

/** What `by` says of a replica count that a HorizontalPodAutoscaler set. */
export const AUTOSCALER = 'horizontal-pod-autoscaler'

/** Parts of the cluster, which carry out what others wanted. */
const CONTROLLERS =
  /^(?:kube-controller-manager|cloud-controller-manager|kube-scheduler|kube-apiserver|kubelet|kubeadm|k3s|k3s@.*|node-problem-detector|node-fetcher|calico-.*|azure-.*|cloud-node-manager|cluster-autoscaler|metrics-server|csi-.*|external-provisioner|external-attacher|.*-ingress-controller|cert-manager-.*)$/

/** Whether a manager is a part of the cluster: nobody in particular. */
function isController(manager: string): boolean {
  return CONTROLLERS.test(manager)
}

/** Who set fields of an object's wish; those who wrote its status only are left out. Oldest first. */
export function fieldManagers(object: LiveObject): readonly FieldManager[] {
  return object
    .at('metadata', 'managedFields')
    .items()
    .flatMap((entry): FieldManager[] => {
      const at = timeOf(entry.at('time'))
      const subresource = entry.at('subresource').text
      if (at === undefined || (subresource !== undefined && subresource !== 'scale')) return []
      const fields = entry
        .at('fields')
        .items()
        .flatMap(({ text }) => text ?? [])
      const name = entry.at('manager').text ?? ''
      return [
        {
          name,
          operation: entry.at('operation').text ?? '',
          at,
          subresource,
          fields: subresource === 'scale' ? ['/spec/replicas'] : fields,
        },
      ]
    })
    .toSorted((left, right) => left.at - right.at)
}

/** Times of managers are cut to the second, and a controller takes a moment. */
const CLOSE = 3000

/** Who made a change that was seen at a time: the last one who set any of its fields, if that was about then. Undefined for controllers. */
export function whoChanged(object: LiveObject, diff: readonly FieldChange[], at: Time): string | undefined {
  const manager = fieldManagers(object).findLast(
    (entry) => at - entry.at < CLOSE && entry.at - at < CLOSE && diff.some(({ path }) => owns(entry, path)),
  )
  return manager === undefined ? undefined : nameOf(manager)
}

/** Who created an object. */
export function whoCreated(object: LiveObject): string | undefined {
  const { createdAt } = object
  const first = createdAt === undefined ? undefined : fieldManagers(object).find(({ at }) => Math.abs(at - createdAt) < CLOSE)
  return first === undefined ? undefined : nameOf(first)
}

/** How a manager is named to people; undefined for a controller that does its work. */
export function nameOf(manager: FieldManager): string | undefined {
  if (manager.subresource === 'scale' && manager.name === 'kube-controller-manager') return AUTOSCALER
  return isController(manager.name) || manager.name === '' ? undefined : manager.name
}

/** Whether a manager's entry covers a path, or a part of what is there. */
function owns({ fields }: FieldManager, path: string): boolean {
  return fields.some((field) => path === field || path.startsWith(`${field}/`) || field.startsWith(`${path}/`))
}

/** The last time that anybody set any of an object's fields; undefined where it does not say. */
export function lastSetAt(object: { readonly value: Readonly<Record<string, unknown>> }): Time | undefined {
  const { metadata } = object.value
  const entries = isMap(metadata) && Array.isArray(metadata['managedFields']) ? (metadata['managedFields'] as unknown[]) : []
  const times = entries.flatMap((entry) => {
    if (!isMap(entry) || typeof entry['time'] !== 'string' || (entry['subresource'] !== undefined && entry['subresource'] !== 'scale'))
      return []
    return [Date.parse(entry['time'])]
  })
  return times.length === 0 ? undefined : Math.max(...times)
}
