import { findOutlook, type LiveObject, objectKey } from '@aks-copilot/cluster'
import type { Incident } from '@aks-copilot/contracts'
import { containers, describeObject, type Field, parseQuantity, podSpec } from '@aks-copilot/kubernetes'
import { concernedObjects } from './concerned-objects.ts'
import type { Proposal, ProposalContext, Proposer } from './proposer.ts'

const MEBIBYTE = 2 ** 20

/**
 * What the policy allows of itself: a higher memory limit for a container that was killed for its memory. Not above `memory.most`, and not
 * where memory grows without end, for then any limit is reached.
 */
export const fromPolicy: Proposer = {
  name: 'policy',
  propose(incident, context): readonly Proposal[] {
    const isAboutMemory = [incident.cause, ...incident.symptoms].some(({ detector }) => detector === 'container-oom-killed')
    if (!isAboutMemory) return []
    return concernedObjects(incident, context).flatMap((object) => {
      const workload = context.state.find(object.kind, object.namespace, object.name)
      if (workload === undefined || podSpec(workload) === undefined) return []
      return killedIn(workload, context).flatMap((container) => raised(container, workload, incident, context))
    })
  },
}

/** Containers of the workload's template of which an instance was killed for its memory. */
function killedIn(workload: LiveObject, { state }: ProposalContext): Field[] {
  const killed = new Set(
    state.podsOf(workload).flatMap((pod) =>
      ['containerStatuses', 'initContainerStatuses']
        .flatMap((list) => pod.at('status', list).items())
        .filter((status) => ['state', 'lastState'].some((key) => status.at(key, 'terminated', 'reason').is('OOMKilled')))
        .flatMap((status) => status.at('name').text ?? []),
    ),
  )
  return containers(workload, 'containers', 'initContainers').filter((container) => killed.has(container.at('name').text ?? ''))
}

function raised(container: Field, workload: LiveObject, { fingerprint }: Incident, context: ProposalContext): Proposal[] {
  const { memory } = context.policy
  const field = container.at('resources', 'limits', 'memory')
  const [limit, name] = [parseQuantity(field.value), container.at('name').text ?? '']
  const who = `container \`${name}\` of ${describeObject(workload)}`
  // Killed because the node had no more: a limit of its own would change nothing.
  if (limit === undefined) return [{ refused: `${who} has no memory limit that could be raised` }]
  if (memory === undefined)
    return [{ refused: `${who} needs more memory than its limit of ${field.scalar}, and the policy does not let limits be raised` }]
  const most = parseQuantity(memory.most) ?? 0
  if (limit >= most) return [{ refused: `${who} has a memory limit of ${field.scalar}, and the policy allows at most ${memory.most}` }]
  const leak = leakOf(name, workload, context)
  if (leak !== undefined) return [{ refused: `a higher memory limit would only be reached later: ${leak}` }]
  const wanted = quantityOf(Math.min(limit * memory.factor, most))
  if ((parseQuantity(wanted) ?? 0) <= limit)
    return [{ refused: `${who} has nearly the memory limit that the policy allows (${memory.most})` }]
  const operations = [
    { op: 'test' as const, path: field.pointer, value: field.value },
    { op: 'replace' as const, path: field.pointer, value: wanted },
  ]
  const why = `it was killed at ${field.scalar}, and the policy lets a limit be raised ${memory.factor} times, up to ${memory.most}`
  return [{ incident: fingerprint, source: 'policy', why, changes: [{ object: workload.reference, operations }] }]
}

/** What the outlook says of memory that grows without end; undefined where it says nothing. */
function leakOf(container: string, workload: LiveObject, { state }: ProposalContext): string | undefined {
  const found = findOutlook(state).find(
    ({ kind, what, object, message }) =>
      kind === 'runs-out' && what === 'memory' && objectKey(object) === objectKey(workload) && message.includes(`\`${container}\``),
  )
  return found?.message.replace(/\.$/, '')
}

/** Whole mebibytes, rounded down so that it stays below what is allowed. */
function quantityOf(bytes: number): string {
  return `${Math.floor(bytes / MEBIBYTE)}Mi`
}
