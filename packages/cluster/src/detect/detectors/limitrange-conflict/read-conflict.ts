import { containers, type Field, parseQuantity, podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { CreateFailure } from '../../create-failures.ts'
import type { Repair } from '../../detector.ts'
import type { Complaint, Refusal } from '../../refusals.ts'

/** What a LimitRange and a pod template don't agree on. */
export interface Conflict {
  readonly text: string
  /** The line of the LimitRange that says so, where it may be read. */
  readonly rule: { readonly range: LiveObject; readonly field: Field } | undefined
  readonly repair: Repair | undefined
}

/** Reads the conflict off a refusal; undefined for other refusals, and where the template was mended since. */
export function readConflict({ refusal, workload }: CreateFailure, state: ClusterState): Conflict | undefined {
  if (refusal.kind === 'above-limit') return readAboveLimit(refusal, workload, state)
  const [first] = refusal.kind === 'limit-range' ? refusal.complaints : []
  if (first === undefined || refusal.kind !== 'limit-range') return undefined
  const asking = containers(workload, 'containers', 'initContainers').filter(
    (container) => first.per === 'Container' && isMeant(container, first),
  )
  if (first.per === 'Container' && first.found !== undefined && asking.length === 0 && saysAll(workload, first)) return undefined
  const rule = ruleOf(first, workload, state)
  const by = rule === undefined ? 'a LimitRange' : `LimitRange \`${rule.range.name}\``
  const who = asking.length === 1 ? ` (container \`${asking[0]?.at('name').text ?? ''}\`)` : ''
  const repair = asking.length === 1 && asking[0] !== undefined ? withinBounds(workload, asking[0], refusal.complaints) : undefined
  return { text: `${by}: ${first.text}${who}`, rule, repair }
}

/** The request is above a limit that the template does not write: the default of a LimitRange. */
function readAboveLimit(refusal: Refusal & { kind: 'above-limit' }, workload: LiveObject, state: ClusterState): Conflict | undefined {
  const container = podSpec(workload)?.at(refusal.list, refusal.index)
  if (container === undefined || container.at('resources', 'limits', refusal.resource).exists) return undefined
  if (!sameQuantity(container.at('resources', 'requests', refusal.resource).value, refusal.request)) return undefined
  const rule = findRule(workload, state, 'Container', 'default', refusal.resource, refusal.limit)
  const by = rule === undefined ? 'a default limit' : `LimitRange \`${rule.range.name}\``
  return {
    text: `container \`${container.at('name').text ?? ''}\` requests ${refusal.request} of ${refusal.resource} and gets a limit of ${refusal.limit} from ${by}`,
    rule,
    repair: rule === undefined || isAboveMaximum(rule, refusal) ? undefined : addLimit(workload, container, refusal),
  }
}

/** A limit as high as the request would be refused as well. */
function isAboveMaximum({ range }: { range: LiveObject }, { resource, request }: { resource: string; request: string }): boolean {
  const maxima = range.spec
    .at('limits')
    .items()
    .map((item) => parseQuantity(item.at('max', resource).value))
  return maxima.some((maximum) => maximum !== undefined && maximum < (parseQuantity(request) ?? 0))
}

function addLimit(workload: LiveObject, container: Field, { resource, request }: { resource: string; request: string }): Repair {
  const limits = container.at('resources', 'limits')
  const requested = container.at('resources', 'requests', resource)
  return {
    object: workload,
    description: `Set the ${resource} limit of container \`${container.at('name').text ?? ''}\` to its request, ${request}.`,
    operations: [
      { op: 'test', path: requested.pointer, value: requested.value },
      limits.exists
        ? { op: 'add', path: limits.at(resource).pointer, value: request }
        : { op: 'add', path: limits.pointer, value: { [resource]: request } },
    ],
  }
}

const LISTS = { limit: 'limits', request: 'requests' } as const

function isMeant(container: Field, { field, resource, found }: Complaint): boolean {
  return field !== undefined && sameQuantity(container.at('resources', LISTS[field], resource).value, found)
}

/** No container leaves it to a default, so that a value which nobody writes any more is gone. */
function saysAll(workload: LiveObject, { field, resource }: Complaint): boolean {
  return (
    field !== undefined &&
    containers(workload, 'containers', 'initContainers').every((container) => container.at('resources', LISTS[field], resource).exists)
  )
}

/** Brings one container to the bound; nothing where sums over the pod or ratios are in question as well. */
function withinBounds(workload: LiveObject, container: Field, complaints: readonly Complaint[]): Repair | undefined {
  const alone = containers(workload, 'containers', 'initContainers').length === 1
  const fields = complaints.flatMap(({ field, resource }) =>
    field === undefined ? [] : [container.at('resources', LISTS[field], resource)],
  )
  if (complaints.some(({ bound, per }) => bound === 'ratio' || (per !== 'Container' && !alone)) || fields.length !== complaints.length)
    return undefined
  const bounds = new Map<string, Complaint>()
  for (const [index, complaint] of complaints.entries()) {
    const key = fields[index]?.pointer ?? ''
    const known = bounds.get(key)
    if (known === undefined || isTighter(complaint, known)) bounds.set(key, complaint)
  }
  const operations = [...bounds].flatMap(([path, { allowed, field, resource }]) => {
    const { value } = container.at('resources', field === 'limit' ? 'limits' : 'requests', resource)
    return value === undefined
      ? []
      : [
          { op: 'test' as const, path, value },
          { op: 'replace' as const, path, value: allowed },
        ]
  })
  const request = lowerRequest(container, [...bounds.values()])
  const all = [...operations, ...request]
  if (all.length === 0) return undefined
  const values = [...bounds.values()].map(({ resource, field, allowed }) => `${resource} ${field} ${allowed}`).join(', ')
  return {
    object: workload,
    description: `Bring container \`${container.at('name').text ?? ''}\` within the LimitRange: ${values}.`,
    operations: all,
  }
}

/** A request above its lowered limit goes down with it. */
function lowerRequest(container: Field, bounds: readonly Complaint[]): { op: 'test' | 'replace'; path: string; value: unknown }[] {
  return bounds.flatMap(({ bound, field, resource, allowed }) => {
    const request = container.at('resources', 'requests', resource)
    if (bound !== 'maximum' || field !== 'limit' || (parseQuantity(request.value) ?? 0) <= (parseQuantity(allowed) ?? 0)) return []
    return [
      { op: 'test' as const, path: request.pointer, value: request.value },
      { op: 'replace' as const, path: request.pointer, value: allowed },
    ]
  })
}

function isTighter(one: Complaint, other: Complaint): boolean {
  const [left, right] = [parseQuantity(one.allowed) ?? 0, parseQuantity(other.allowed) ?? 0]
  return one.bound === 'maximum' ? left < right : left > right
}

const KEYS = { maximum: 'max', minimum: 'min', ratio: 'maxLimitRequestRatio' } as const

function ruleOf({ bound, per, resource, allowed }: Complaint, workload: LiveObject, state: ClusterState): Conflict['rule'] {
  return findRule(workload, state, per, KEYS[bound], resource, allowed)
}

function findRule(workload: LiveObject, state: ClusterState, per: string, key: string, resource: string, value: string): Conflict['rule'] {
  for (const range of state.in('LimitRange', workload.namespace)) {
    for (const item of range.spec.at('limits').items()) {
      const field = item.at(key, resource)
      if (item.at('type').is(per) && sameQuantity(field.value, value)) return { range, field }
    }
  }
  return undefined
}

function sameQuantity(left: unknown, right: unknown): boolean {
  const [one, other] = [parseQuantity(left), parseQuantity(right)]
  return one !== undefined && one === other
}
