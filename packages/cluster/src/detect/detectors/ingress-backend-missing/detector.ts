import { ingressBackends } from '../../backends.ts'
import { detector, finding } from '../../detector.ts'
import { missingBackend } from '../../missing-backend.ts'

export default detector({
  id: 'ingress-backend-missing',
  group: 'network',
  title: 'An Ingress sends to a Service or a port that does not exist',
  why: 'Requests that match it are answered 503 or 404 by the Ingress controller.',
  help: 'Name a Service of the same namespace and one of its ports.',
  severity: 'error',
  reads: ['Ingress', 'Service'],
  effect: 'no-route',
  standsAlone: true,
  suspects: ['/spec/rules/**', '/spec/defaultBackend/**', '/spec/ports/**'],

  *detect(state) {
    for (const ingress of state.list('Ingress')) {
      for (const backend of ingressBackends(ingress)) {
        const found = missingBackend(backend, state)
        if (found !== undefined) yield finding(ingress, found)
      }
    }
  },
})
