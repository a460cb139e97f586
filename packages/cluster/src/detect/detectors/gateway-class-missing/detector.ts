import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { badCondition, saidBy } from '../../gateway-conditions.ts'
import { isGoing, missingSince } from '../../onset.ts'
import { hasLasted, MINUTE } from '../../patience.ts'

/** A class comes with its controller, which may be installed together with the Gateway. */
const INSTALLING = 2 * MINUTE

export default detector({
  id: 'gateway-class-missing',
  group: 'network',
  title: 'The class of a Gateway does not exist or is not accepted',
  why: 'No controller serves the Gateway: it has no address, and its routes lead nowhere.',
  help: 'Set gatewayClassName to a class of this cluster that a controller has accepted.',
  severity: 'error',
  reads: ['Gateway', 'GatewayClass'],
  explains: ['no-route', 'unanswered', 'degraded'],
  suspects: ['/spec/gatewayClassName', '/spec/controllerName', '/spec/parametersRef/**'],

  *detect(state) {
    const used = new Set<LiveObject>()
    for (const gateway of state.list('Gateway')) {
      const name = gateway.spec.at('gatewayClassName').text
      if (name === undefined || isGoing(gateway, state)) continue
      const lookup = state.lookup('GatewayClass', undefined, name)
      if (lookup.answer === 'present') used.add(lookup.object)
      const found = lookup.answer === 'absent' ? missing(gateway, name, state) : undefined
      if (found !== undefined && hasLasted(found.since, INSTALLING, state)) yield finding(gateway, found)
    }
    // A class that nobody uses harms nobody.
    for (const one of used) {
      const bad = badCondition(one, one.status.at('conditions'), ['Accepted'], state)
      if (bad === undefined) continue
      yield finding(one, {
        message:
          bad.reason === 'Pending' || bad.reason === 'Waiting'
            ? `No controller has accepted GatewayClass \`${one.name}\`: \`${one.spec.at('controllerName').text}\` does not seem to run.`
            : `GatewayClass \`${one.name}\` is not accepted: ${saidBy(bad)}.`,
        since: bad.since,
        evidence: [fieldEvidence(one, bad.condition.at('status'), bad.since), fieldEvidence(one, bad.condition.at('reason'), bad.since)],
        nextSteps: [{ text: 'Read its conditions.', command: `kubectl describe gatewayclass ${one.name}` }],
      })
    }
  },
})

function missing(gateway: LiveObject, name: string, state: ClusterState): Omit<Found, 'object'> {
  const field = gateway.spec.at('gatewayClassName')
  const reference = { apiVersion: gateway.apiVersion, kind: 'GatewayClass', name }
  const names = state.list('GatewayClass').map((one) => one.name)
  const near = nearestWord(name, names)
  const choice = names.length === 0 ? 'the cluster has no GatewayClass' : `there is ${names.map((one) => `\`${one}\``).join(', ')}`
  return {
    message: `Gateway \`${gateway.name}\` asks for class \`${name}\`, which does not exist; ${choice}.`,
    since: missingSince(gateway, field.pointer, reference, state),
    evidence: [fieldEvidence(gateway, field), absenceEvidence(reference)],
    repair:
      near === undefined
        ? undefined
        : {
            object: gateway,
            description: `Ask for class \`${near}\`.`,
            operations: [
              { op: 'test', path: field.pointer, value: name },
              { op: 'replace', path: field.pointer, value: near },
            ],
          },
    nextSteps: [{ text: 'See which classes there are.', command: 'kubectl get gatewayclasses' }],
  }
}
