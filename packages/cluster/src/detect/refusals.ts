import { parseQuantity } from '@aks-copilot/kubernetes'

/** Why the API server did not let a controller make a pod, a Job or a claim, read off its answer. */
export type Refusal =
  | { readonly kind: 'quota'; readonly quota: string; readonly requested: Amounts; readonly used: Amounts; readonly limited: Amounts }
  | { readonly kind: 'quota-unset'; readonly quota: string; readonly unset: readonly Unset[] }
  | { readonly kind: 'limit-range'; readonly complaints: readonly Complaint[] }
  | {
      readonly kind: 'above-limit'
      readonly list: string
      readonly index: number
      readonly resource: string
      readonly request: string
      readonly limit: string
    }
  | { readonly kind: 'service-account'; readonly name: string }
  | { readonly kind: 'priority-class'; readonly name: string }
  | {
      readonly kind: 'webhook-failed'
      readonly webhook: string
      readonly service: { readonly namespace: string; readonly name: string } | undefined
      readonly text: string
    }
  | { readonly kind: 'webhook-denied'; readonly webhook: string; readonly text: string }
  | { readonly kind: 'policy-denied'; readonly policy: string; readonly text: string }
  | { readonly kind: 'pod-security'; readonly level: string; readonly text: string }
  | { readonly kind: 'namespace-ends' }
  | { readonly kind: 'other'; readonly text: string }

/** Quantities by the name of their resource, as written. */
type Amounts = Readonly<Record<string, string>>

/** What a quota demands, and the containers that don't say it. */
export interface Unset {
  /** `requests.cpu`, `limits.memory`. */
  readonly resource: string
  readonly containers: readonly string[]
}

/** One sentence of a LimitRange. `found` is absent where the pod says nothing, and for ratios. */
export interface Complaint {
  readonly bound: 'maximum' | 'minimum' | 'ratio'
  readonly resource: string
  readonly per: string
  readonly allowed: string
  readonly field: 'limit' | 'request' | undefined
  readonly found: string | undefined
  readonly text: string
}

const QUOTA = /exceeded quota: (\S+), requested: (\S+), used: (\S+), limited: (\S+)/
const QUOTA_UNSET = /failed quota: (\S+): must specify (.+)/
const ABOVE_LIMIT =
  /spec\.(containers|initContainers)\[(\d+)\]\.resources\.requests: Invalid value: "([^"]+)": must be less than or equal to (\S+) limit of ([^\s,\]]+)/
const SERVICE_ACCOUNT = /error looking up service account [^/\s]+\/(\S+): .*not found/
const PRIORITY_CLASS = /no PriorityClass with name (\S+) was found/
const WEBHOOK_FAILED = /failed calling webhook "([^"]+)": (.+)/s
const WEBHOOK_DENIED = /admission webhook "([^"]+)" denied the request(?::\s*(.+)| without explanation)/s
const POLICY_DENIED = /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: (.+)/s
const POD_SECURITY = /violates PodSecurity "([^"]+)": (.+)/s
const BOUND =
  /(maximum|minimum) (\S+) usage per (\w+) is ([^\s,\]]+?)(?:\. {1,2}No (?:request|limit) is specified|, but (request|limit) is ([^\s,\]]+))/g
const RATIO = /(\S+) max limit to request ratio per (\w+) is ([^\s,\]]+), but [^,\]]+/g

/** Reads the API server's answer to a create; what is not known keeps its own words. */
export function readRefusal(answer: string): Refusal {
  return (
    readQuota(answer) ??
    readLimits(answer) ??
    readReferences(answer) ??
    readPolicies(answer) ?? { kind: 'other', text: withoutName(answer) }
  )
}

function readQuota(answer: string): Refusal | undefined {
  const [, quota, requested, used, limited] = QUOTA.exec(answer) ?? []
  if (quota !== undefined) return { kind: 'quota', quota, requested: amounts(requested), used: amounts(used), limited: amounts(limited) }
  const [, demanding, demands] = QUOTA_UNSET.exec(answer) ?? []
  if (demanding === undefined || demands === undefined) return undefined
  const unset = demands.split('; ').map((demand) => {
    const [resource = '', containers = ''] = demand.split(' for: ')
    return { resource, containers: containers.split(',') }
  })
  return { kind: 'quota-unset', quota: demanding, unset }
}

function readLimits(answer: string): Refusal | undefined {
  const [, list, index, request, resource, limit] = ABOVE_LIMIT.exec(answer) ?? []
  if (list !== undefined && request !== undefined && resource !== undefined && limit !== undefined) {
    return { kind: 'above-limit', list, index: Number(index), resource, request, limit }
  }
  const bounds = [...answer.matchAll(BOUND)].map(([text, bound, resource = '', per = '', allowed = '', field, found]): Complaint => ({
    bound: bound === 'maximum' ? 'maximum' : 'minimum',
    resource,
    per,
    allowed,
    field: field === 'limit' || field === 'request' ? field : undefined,
    found,
    text,
  }))
  const ratios = [...answer.matchAll(RATIO)].map(([text, resource = '', per = '', allowed = '']): Complaint => ({
    bound: 'ratio',
    resource: resource.replace(/^\[/, ''),
    per,
    allowed,
    field: undefined,
    found: undefined,
    text: text.replace(/^\[/, ''),
  }))
  const complaints = [...bounds, ...ratios]
  return complaints.length === 0 ? undefined : { kind: 'limit-range', complaints }
}

function readReferences(answer: string): Refusal | undefined {
  const account = SERVICE_ACCOUNT.exec(answer)?.[1]
  if (account !== undefined) return { kind: 'service-account', name: account }
  const priority = PRIORITY_CLASS.exec(answer)?.[1]
  return priority === undefined ? undefined : { kind: 'priority-class', name: priority }
}

function readPolicies(answer: string): Refusal | undefined {
  const [, failed, text = ''] = WEBHOOK_FAILED.exec(answer) ?? []
  if (failed !== undefined) return { kind: 'webhook-failed', webhook: failed, service: serviceOf(text), text: reasonOf(text) }
  const [, denying, why = 'no reason given'] = WEBHOOK_DENIED.exec(answer) ?? []
  if (denying !== undefined) return { kind: 'webhook-denied', webhook: denying, text: why }
  const [, policy, said = ''] = POLICY_DENIED.exec(answer) ?? []
  if (policy !== undefined) return { kind: 'policy-denied', policy, text: said }
  const [, level, violations = ''] = POD_SECURITY.exec(answer) ?? []
  if (level !== undefined) return { kind: 'pod-security', level, text: violations }
  return answer.includes('because it is being terminated') ? { kind: 'namespace-ends' } : undefined
}

/** `https://policy.tools.svc:443/validate?timeout=10s` is Service policy in namespace tools. */
function serviceOf(text: string): { namespace: string; name: string } | undefined {
  const [, name, namespace] = /https:\/\/([^.\s"/]+)\.([^.\s"/]+)\.svc[:/"]/.exec(text) ?? []
  return name === undefined || namespace === undefined ? undefined : { namespace, name }
}

/** What went wrong with the call, without the URL before it. */
function reasonOf(text: string): string {
  return text.replace(/^failed to call webhook: /, '').replace(/^\w+ "[^"]+": /, '')
}

function amounts(list = ''): Amounts {
  return Object.fromEntries(list.split(',').map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]))
}

/** Whether it is the others' use that stands in the way: alone, what was asked for would fit. */
export function fitsAnEmptyQuota({ requested, limited }: Refusal & { readonly kind: 'quota' }): boolean {
  return Object.keys(requested).every(
    (resource) => (parseQuantity(requested[resource]) ?? 0) <= (parseQuantity(limited[resource]) ?? Infinity),
  )
}

/** The answer without the name of the one object that it was given for. */
function withoutName(answer: string): string {
  return answer.replace(/^\S+ "[^"]*" is (?:forbidden|invalid): /, '')
}
