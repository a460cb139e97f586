import { containers, parseQuantity } from '@aks-copilot/kubernetes'
import type { CreateFailure } from '../../create-failures.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { Repair } from '../../detector.ts'
import { fitsAnEmptyQuota, type Refusal } from '../../refusals.ts'

/** Names a quota gives to what a container asks for. */
const REQUESTS: Readonly<Record<string, string>> = { cpu: 'cpu', memory: 'memory', 'requests.cpu': 'cpu', 'requests.memory': 'memory' }
const MEBI = 2 ** 20
/** Below this the container would hardly run, and the quota is what is wrong. */
const LEAST = { cpu: 0.01, memory: 16 * MEBI } as const

/** For a request that no state of the quota could grant: the part of what is free that each pod can have. Only for pods of one container. */
export function quotaRepair({ refusal, workload, maker }: CreateFailure): Repair | undefined {
  if (refusal.kind !== 'quota' || fitsAnEmptyQuota(refusal) || (maker.status.at('replicas').number ?? 0) > 0) return undefined
  const [resource, ...others] = Object.keys(refusal.requested)
  const [container, ...siblings] = containers(workload)
  const name = resource === undefined ? undefined : REQUESTS[resource]
  if (resource === undefined || name === undefined || container === undefined || others.length > 0 || siblings.length > 0) return undefined
  const field = container.at('resources', 'requests', name)
  const free = (parseQuantity(refusal.limited[resource]) ?? 0) - (parseQuantity(refusal.used[resource]) ?? 0)
  // Sums of decimal fractions fall short by less than a millionth.
  const share = (free + 1e-9) / Math.max(1, maker.spec.at('replicas').number ?? 1)
  if (!field.exists || share < (name === 'cpu' ? LEAST.cpu : LEAST.memory)) return undefined
  const value = name === 'cpu' ? `${Math.floor(share * 1000)}m` : `${Math.floor(share / MEBI)}Mi`
  return {
    object: workload,
    description: `Request ${value} of ${name}, which fits into ResourceQuota \`${refusal.quota}\`.`,
    operations: [
      { op: 'test', path: field.pointer, value: field.value },
      { op: 'replace', path: field.pointer, value },
    ],
  }
}

/** Whether the template asks for something else than what was refused: somebody changed it since. */
export function asksOtherwise({ requested }: Refusal & { readonly kind: 'quota' }, workload: LiveObject): boolean {
  const [container, ...siblings] = containers(workload)
  if (container === undefined || siblings.length > 0) return false
  return Object.entries(requested).some(([resource, amount]) => {
    const asked = parseQuantity(container.at('resources', 'requests', REQUESTS[resource] ?? '').value)
    return asked !== undefined && asked !== parseQuantity(amount)
  })
}
