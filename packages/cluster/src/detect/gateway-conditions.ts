import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import { hasLasted, MINUTE, SECOND } from './patience.ts'

/** Controllers of the Gateway API answer within seconds, one after the other. */
const ANSWERING = 30 * SECOND
/** Before a cloud has made a load balancer, or a controller has been installed, "not yet" is no fault. */
const PENDING = 5 * MINUTE

/** A condition that says what is wrong. */
export interface BadCondition {
  readonly condition: Field
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly since: Time | undefined
}

/**
 * The first of some conditions that is not as it should be, for long enough: False, or never answered. One that speaks of an earlier
 * generation says nothing of the object as it is now.
 */
export function badCondition(
  object: LiveObject,
  conditions: Field,
  types: readonly string[],
  state: ClusterState,
): BadCondition | undefined {
  const all = conditions.items()
  for (const type of types) {
    const condition = all.find((one) => one.at('type').is(type))
    if (condition === undefined || condition.at('status').is('True') || isStale(object, condition)) continue
    const reason = condition.at('reason').text ?? ''
    const since = sinceOf(object, condition)
    const isWaiting = reason === 'Pending' || reason === 'AddressNotAssigned' || condition.at('status').is('Unknown')
    if (hasLasted(since, isWaiting ? PENDING : ANSWERING, state))
      return { condition, type, reason, message: condition.at('message').text ?? '', since }
  }
  return undefined
}

function isStale(object: LiveObject, condition: Field): boolean {
  const observed = condition.at('observedGeneration').number
  return observed !== undefined && object.generation !== undefined && observed < object.generation
}

/** The defaults of the CRDs carry the year 1970: they stand there from the beginning. */
function sinceOf(object: LiveObject, condition: Field): Time | undefined {
  const time = timeOf(condition.at('lastTransitionTime'))
  return time === undefined || time === 0 ? object.createdAt : time
}

const MOST_TOLD = 160

/** What a controller says, to end a sentence with: its message, or else the reason. */
export function saidBy({ reason, message }: Pick<BadCondition, 'reason' | 'message'>): string {
  const text = message.trim().replace(/[.\s]+$/, '')
  if (text === '') return `\`${reason}\``
  return `${text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD - 1)}…` : text} (\`${reason}\`)`
}
