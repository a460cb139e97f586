import type { ClusterState } from '../context/cluster-state.ts'
import { type Backend, servicePort } from './backends.ts'
import type { Found } from './detector.ts'
import { fieldEvidence } from './evidence.ts'
import { sends } from './missing-backend.ts'
import { isGoing, writtenAt } from './onset.ts'
import { hasLasted, SECOND } from './patience.ts'
import { serviceTrouble } from './service-health.ts'

/** Files are applied one after the other: the pods of a new Service come a little later. */
const APPLYING = 30 * SECOND

/** A backend whose Service has nobody to answer; its own finding says why. */
export function unreadyBackend(backend: Backend, state: ClusterState): Omit<Found, 'object'> | undefined {
  const { from, namespace, service: name, nameField, portField } = backend
  const service = state.find('Service', namespace, name)
  if (service === undefined || isGoing(from, state) || (portField.exists && servicePort(service, portField) === undefined)) return undefined
  const trouble = serviceTrouble(service, state)
  if (trouble === undefined || !hasLasted(writtenAt(service, '/spec', state), APPLYING, state)) return undefined
  return {
    about: `${namespace === from.namespace ? '' : `${namespace}/`}${name}`,
    message: `${sends(backend)} to Service \`${name}\`, which has no ready endpoint.`,
    since: trouble.kind === 'selects-nothing' ? undefined : trouble.since,
    evidence: [fieldEvidence(from, nameField), fieldEvidence(service, service.spec.at('selector'))],
    blames: [service.reference],
    nextSteps: [
      { text: 'Look at its endpoints.', command: `kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name}` },
    ],
  }
}
