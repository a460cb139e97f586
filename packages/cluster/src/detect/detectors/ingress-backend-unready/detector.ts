import { ingressBackends } from '../../backends.ts'
import { detector, finding } from '../../detector.ts'
import { unreadyBackend } from '../../unready-backend.ts'

export default detector({
  id: 'ingress-backend-unready',
  group: 'network',
  title: 'Nobody answers behind an Ingress',
  why: 'Requests that match it are answered 503.',
  help: 'Mend the Service behind it, or its pods: the Ingress itself is right.',
  severity: 'error',
  reads: ['Ingress', 'Service', 'Pod', 'EndpointSlice'],
  effect: 'no-route',

  *detect(state) {
    for (const ingress of state.list('Ingress')) {
      for (const backend of ingressBackends(ingress)) {
        const found = unreadyBackend(backend, state)
        if (found !== undefined) yield finding(ingress, found)
      }
    }
  },
})
