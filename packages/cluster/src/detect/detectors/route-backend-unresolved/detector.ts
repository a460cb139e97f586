import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { ROUTE_KINDS, routeBackends } from '../../backends.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { badCondition, saidBy } from '../../gateway-conditions.ts'
import { missingBackend } from '../../missing-backend.ts'
import { isGoing } from '../../onset.ts'

/** The missing permission has a finding of its own. */
const NOT_PERMITTED = 'RefNotPermitted'

export default detector({
  id: 'route-backend-unresolved',
  group: 'network',
  title: 'A route sends to a backend that does not exist',
  why: 'Requests that match it are answered 500 by the Gateway.',
  help: 'Name an existing Service and one of its ports.',
  severity: 'error',
  reads: [...ROUTE_KINDS, 'Service'],
  effect: 'no-route',
  suspects: ['/spec/rules/**', '/spec/ports/**'],

  *detect(state) {
    for (const route of ROUTE_KINDS.flatMap((kind) => state.list(kind))) {
      const missing = routeBackends(route).flatMap((backend) => missingBackend(backend, state) ?? [])
      for (const found of missing) yield finding(route, found)
      const told = missing.length > 0 || isGoing(route, state) ? undefined : unresolved(route, state)
      if (told !== undefined) yield finding(route, told)
    }
  },
})

/** The controller's word, where the reference is to something that is not watched, or where the Service is there all the same. */
function unresolved(route: LiveObject, state: ClusterState): Omit<Found, 'object'> | undefined {
  for (const parent of route.status.at('parents').items()) {
    const bad = badCondition(route, parent.at('conditions'), ['ResolvedRefs'], state)
    if (bad === undefined || bad.reason === NOT_PERMITTED) continue
    return {
      about: bad.reason,
      message: `${route.kind} \`${route.name}\` names something that its Gateway can't use: ${saidBy(bad)}.`,
      since: bad.since,
      evidence: [fieldEvidence(route, bad.condition.at('status'), bad.since), fieldEvidence(route, bad.condition.at('reason'), bad.since)],
      nextSteps: [
        { text: 'Read its conditions.', command: `kubectl describe ${route.kind.toLowerCase()} ${route.name} -n ${route.namespace}` },
      ],
    }
  }
  return undefined
}
