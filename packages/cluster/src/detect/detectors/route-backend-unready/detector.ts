import { ROUTE_KINDS, routeBackends } from '../../backends.ts'
import { detector, finding } from '../../detector.ts'
import { unreadyBackend } from '../../unready-backend.ts'

export default detector({
  id: 'route-backend-unready',
  group: 'network',
  title: 'Nobody answers behind a route',
  why: 'Requests that match the HTTPRoute or GRPCRoute are answered 503.',
  help: 'Mend the Service behind it, or its pods: the route itself is right.',
  severity: 'error',
  reads: [...ROUTE_KINDS, 'Service', 'Pod', 'EndpointSlice'],
  effect: 'no-route',

  *detect(state) {
    for (const route of ROUTE_KINDS.flatMap((kind) => state.list(kind))) {
      for (const backend of routeBackends(route)) {
        const found = unreadyBackend(backend, state)
        if (found !== undefined) yield finding(route, found)
      }
    }
  },
})
