import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { type BadCondition, badCondition, saidBy } from '../../gateway-conditions.ts'
import { isGoing } from '../../onset.ts'

const OF_GATEWAY = ['Accepted', 'Programmed'] as const
/** Not Programmed: that follows from one of these, or is told of the whole Gateway. */
const OF_LISTENER = ['Accepted', 'ResolvedRefs'] as const

export default detector({
  id: 'gateway-not-accepted',
  group: 'network',
  title: 'A Gateway or one of its listeners is not accepted or not programmed',
  why: 'Traffic for it does not reach the cluster, and routes that are attached to it lead nowhere.',
  help: 'Mend what the condition names: a certificate, a port, a protocol, an address.',
  severity: 'error',
  reads: ['Gateway', 'Service'],
  effect: 'no-route',
  explains: ['no-route', 'unanswered', 'degraded'],
  suspects: ['/spec/listeners/**', '/spec/addresses/**', '/spec/infrastructure/**'],

  *detect(state) {
    for (const gateway of state.list('Gateway')) {
      if (isGoing(gateway, state)) continue
      const listeners = gateway.status
        .at('listeners')
        .items()
        .flatMap((listener) => {
          const conditions = listener.at('conditions')
          const bad = badCondition(gateway, conditions, OF_LISTENER, state) ?? conflicted(gateway, listener.at('conditions').items(), state)
          return bad === undefined ? [] : [{ name: listener.at('name').text ?? '', bad }]
        })
      for (const { name, bad } of listeners)
        yield told(gateway, bad, `Listener \`${name}\` of Gateway \`${gateway.name}\` is ${stateOf(bad)}: ${saidBy(bad)}.`, name, [])
      const bad = listeners.length > 0 ? undefined : badCondition(gateway, gateway.status.at('conditions'), OF_GATEWAY, state)
      if (bad !== undefined)
        yield told(gateway, bad, `Gateway \`${gateway.name}\` is ${stateOf(bad)}: ${saidBy(bad)}.`, undefined, served(gateway, state))
    }
  },
})

function told(
  gateway: LiveObject,
  bad: BadCondition,
  message: string,
  about: string | undefined,
  blames: readonly LiveReference[],
): ReturnType<typeof finding> {
  return finding(gateway, {
    message,
    about,
    since: bad.since,
    evidence: [
      fieldEvidence(gateway, bad.condition.at('status'), bad.since),
      fieldEvidence(gateway, bad.condition.at('reason'), bad.since),
    ],
    blames: [...blames, { kind: 'GatewayClass', name: gateway.spec.at('gatewayClassName').text ?? '' }],
    nextSteps: [{ text: 'Read its conditions.', command: `kubectl describe gateway ${gateway.name} -n ${gateway.namespace}` }],
  })
}

function stateOf({ type, reason }: BadCondition): string {
  if (type === 'Conflicted') return 'in conflict with another one'
  if (type === 'ResolvedRefs') return 'missing something that it names'
  if (reason === 'Pending') return 'not taken up by any controller'
  return type === 'Programmed' ? 'not programmed' : 'not accepted'
}

/** Conflicted is bad where it is True. */
function conflicted(gateway: LiveObject, conditions: readonly BadCondition['condition'][], state: ClusterState): BadCondition | undefined {
  const condition = conditions.find((one) => one.at('type').is('Conflicted') && one.at('status').is('True'))
  const since = condition === undefined ? undefined : Date.parse(condition.at('lastTransitionTime').text ?? '') || gateway.createdAt
  if (condition === undefined || since === undefined || since > state.now) return undefined
  return { condition, type: 'Conflicted', reason: condition.at('reason').text ?? '', message: condition.at('message').text ?? '', since }
}

/** Services that a controller made for the Gateway: without an address of theirs it has none. */
function served(gateway: LiveObject, state: ClusterState): readonly LiveReference[] {
  const label = 'gateway.networking.k8s.io/gateway-name'
  return state
    .in('Service', gateway.namespace)
    .filter((service) => service.labels.at(label).is(gateway.name))
    .map(({ reference }) => reference)
}
