import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { isGoing, writtenAt } from '../../onset.ts'
import { hasLasted, MINUTE } from '../../patience.ts'

/** Azure gives an address within one or two minutes. */
const GIVING = 5 * MINUTE
/** The first attempts may fail while a subnet or an identity is being made. */
const RETRYING = MINUTE
const FAILURES = ['SyncLoadBalancerFailed', 'UnAvailableLoadBalancer', 'UpdateLoadBalancerFailed'] as const
const ATTEMPTS = ['EnsuringLoadBalancer', 'EnsuredLoadBalancer'] as const

export default detector({
  id: 'service-loadbalancer-pending',
  group: 'network',
  title: 'A Service of type LoadBalancer gets no address',
  why: 'Nobody outside the cluster can reach it.',
  help: 'Mend what the cloud refused: a quota, a subnet, an address in use, a right of the identity of the cluster.',
  severity: 'error',
  reads: ['Service', 'Event'],
  effect: 'no-route',
  explains: ['no-route', 'unanswered', 'degraded'],
  suspects: ['/spec/type', '/spec/loadBalancerIP', '/spec/loadBalancerClass', '/metadata/annotations/**'],

  *detect(state) {
    for (const service of state.list('Service')) {
      if (!service.spec.at('type').is('LoadBalancer') || hasAddress(service) || isGoing(service, state)) continue
      const since = writtenAt(service, '/spec/type', state)
      const failure = lastFailure(service, state)
      if (!hasLasted(since, failure === undefined ? GIVING : RETRYING, state)) continue
      yield finding(service, {
        message: `Service \`${service.name}\` has no external address: ${failure === undefined ? silence(service, state) : reasonOf(failure)}.`,
        severity: failure === undefined ? 'warning' : 'error',
        since: failure?.firstAt ?? since,
        evidence: [fieldEvidence(service, service.spec.at('type')), ...(failure === undefined ? [] : [eventEvidence(failure)])],
        nextSteps: [
          {
            text: 'Read what the load balancer controller says.',
            command: `kubectl describe service ${service.name} -n ${service.namespace}`,
          },
        ],
      })
    }
  },
})

function hasAddress(service: LiveObject): boolean {
  return service.status.at('loadBalancer', 'ingress').items().length > 0
}

/** The last word of the controller, where it is that it failed. */
function lastFailure(service: LiveObject, state: ClusterState): EventRecord | undefined {
  const last = state.eventsAbout(service, ...FAILURES, 'EnsuredLoadBalancer').at(-1)
  return last === undefined || last.reason === 'EnsuredLoadBalancer' ? undefined : last
}

/** Nobody failed: either nobody tries, or nobody tells. */
function silence(service: LiveObject, state: ClusterState): string {
  const ofClass = service.spec.at('loadBalancerClass').text
  if (ofClass !== undefined) return `no controller of class \`${ofClass}\` has given it one`
  if (state.eventsAbout(service, ...ATTEMPTS).length > 0) return 'the load balancer controller is still at it'
  const isServed = state.list('Service').some((other) => other.spec.at('type').is('LoadBalancer') && hasAddress(other))
  return isServed ? 'no controller has taken it up' : 'no Service of this cluster has one, so nothing here seems to give them out'
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/PublicIPCountLimitReached|QuotaExceeded|exceeding approved|limit reached/i, 'a quota of the subscription is used up'],
  [
    /AuthorizationFailed|does not have authorization|Forbidden|StatusCode: ?403/i,
    'the identity of the cluster has not the right to make it',
  ],
  [/SubnetIsFull|not enough (free )?(IP )?addresses/i, 'the subnet has no free address'],
  [/in use|AlreadyAllocated|AlreadyInUse/i, 'the address that it asks for is in use'],
  [
    /(public ?ip|user supplied IP|address).*(not found|was not found|could not be found)|NotFound/i,
    'something that it names does not exist in the cloud',
  ],
  [/no available nodes/i, 'no node can take its traffic'],
]
const MOST_TOLD = 160

function reasonOf({ message }: EventRecord): string {
  const known = REASONS.find(([pattern]) => pattern.test(message))?.[1]
  return (
    known ??
    message
      .replace(/^Error syncing load balancer: /, '')
      .slice(0, MOST_TOLD)
      .replace(/[.\s]+$/, '')
  )
}
