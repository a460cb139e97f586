import { type ClusterState, type LiveObject, objectKey } from '@aks-copilot/cluster'
import type { Incident, LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { containers, type Field, fromPointer, matchesLabels, podLabels, podTemplate } from '@aks-copilot/kubernetes'
import { isRepairable } from '../policy/is-repairable.ts'
import { operationsFor, valueAt } from '../trace/wanted-change.ts'
import { concernedObjects } from './concerned-objects.ts'
import { type Difference, differencesBetween, manifestOf } from './differences.ts'
import { placeInWords } from './place-in-words.ts'
import type { ProposalContext } from './proposer.ts'
import { looksSecret, takeBack } from './take-back.ts'

/** One thing that could be done, of which place and value occur in what was read. */
export interface Choice {
  readonly object: LiveReference
  readonly operations: readonly PatchOperation[]
  readonly field: Difference
  /** `Deployment web: variable MODE of container web from "turbo" to "fast"` */
  readonly text: string
  /** Where the value is from, one clause: `as before the change at …`. */
  readonly from: string
}

const MOST_CHOICES = 30
const MOST_REVISIONS = 2
const LONGEST_VALUE = 1000
const SHOWN_OF_VALUE = 80

interface Place {
  readonly path: readonly string[]
  readonly wanted: unknown
  /** Where the value is from, one clause. */
  readonly from: string
}

/** Everything that could be done about an incident with values that were read: none is known to be right. */
export function choicesFor(incident: Incident, context: ProposalContext): Choice[] {
  const { state, manifests, application } = context
  const found = concernedObjects(incident, context).flatMap((object) => {
    const live = state.find(object.kind, object.namespace, object.name)
    const isInGit = manifestOf(object, manifests, application.destination.namespace) !== undefined
    if (live === undefined || !isInGit || isRepairable(object, context) !== undefined) return []
    const places = [...suspected(object, incident), ...revisions(live, state), ...served(live, state), ...probed(live)]
    return places.flatMap((place) => choiceOf(object, live, place) ?? [])
  })
  const distinct = new Map(found.toReversed().map((choice) => [JSON.stringify([objectKey(choice.object), choice.operations]), choice]))
  return [...distinct.values()].toReversed().slice(0, MOST_CHOICES)
}

function choiceOf(object: LiveReference, live: LiveObject, { path, wanted, from }: Place): Choice | undefined {
  const present = valueAt(live.value, path)
  const field = { path, live: present, now: present, before: wanted }
  const [old, next] = [present, wanted].map((value) => (value === undefined ? 'nothing' : JSON.stringify(value)))
  if (old === undefined || next === undefined || old === next || old.length > LONGEST_VALUE || next.length > LONGEST_VALUE) return undefined
  if (`${old}${next}`.includes('hmac:') || looksSecret(field, live.value) || isOfRights(path, `${old}${next}`)) return undefined
  const operations = path.at(-1) === '-' ? operationsFor(live.value, path, wanted) : takeBack([field], live.value, object)
  if (operations.length === 0) return undefined
  const place = placeInWords(path, live.value)
  return { object, operations, field, text: `${object.kind} ${object.name}: ${place} from ${shown(old)} to ${shown(next)}`, from }
}

/** Which Secret or account something uses is a right of its own; and a whole list of variables may name any. */
function isOfRights(path: readonly string[], values: string): boolean {
  return path.at(-1) === 'env' || /secret|serviceAccount/i.test(`${path.join('/')} ${values}`)
}

function shown(value: string): string {
  return value.length <= SHOWN_OF_VALUE ? value : `${value.slice(0, SHOWN_OF_VALUE - 1)}…`
}

/** What suspect changes took away. */
function suspected(object: LiveReference, { suspectChanges }: Incident): Place[] {
  return suspectChanges
    .filter((change) => objectKey(change.object) === objectKey(object) && change.object.kind !== 'ConfigMap')
    .flatMap(({ diff, at }) =>
      diff
        .filter(({ path }) => !path.includes('/metadata/annotations'))
        .filter(({ from, to }) => (from ?? undefined) !== undefined || (to ?? undefined) !== undefined)
        .map(({ path, from }) => ({ path: fromPointer(path), wanted: from ?? undefined, from: `as before the change at ${at}` })),
    )
}

/** What earlier revisions of a Deployment had. */
function revisions(workload: LiveObject, state: ClusterState): Place[] {
  const template = podTemplate(workload)
  if (workload.kind !== 'Deployment' || template === undefined) return []
  const numberOf = (set: LiveObject): number => Number(set.annotations.at('deployment.kubernetes.io/revision').text ?? 0)
  const [, ...earlier] = state.controlledBy(workload, 'ReplicaSet').toSorted((left, right) => numberOf(right) - numberOf(left))
  return earlier.slice(0, MOST_REVISIONS).flatMap((set) =>
    differencesBetween(template.at('spec').value, podTemplate(set)?.at('spec').value, [])
      .filter(({ before }) => before !== undefined)
      .map(({ path, before }) => ({
        path: ['spec', 'template', 'spec', ...path],
        wanted: before,
        from: `as in revision ${numberOf(set)}`,
      })),
  )
}

/** Ports and labels of pods that a Service could lead to. */
function served(service: LiveObject, state: ClusterState): Place[] {
  if (service.kind !== 'Service') return []
  const pods = state.podsMatching(service.spec.at('selector').strings(), service.namespace)
  const all = pods.length > 0 ? pods : state.in('Pod', service.namespace)
  const ports = [...new Set(all.flatMap((pod) => containers(pod).flatMap((container) => portsOf(container))))]
  const targets = service.spec
    .at('ports')
    .items()
    .flatMap((port) => ports.map((wanted) => ({ path: steps(port.at('targetPort')), wanted, from: 'a port that a pod serves' })))
  // It leads to pods that are not there now: that they are not is another fault.
  if (pods.length > 0 || hasMaker(service, state)) return targets
  const labels = Object.keys(service.spec.at('selector').strings()).flatMap((key) =>
    [...new Set(all.flatMap((pod) => pod.labels.strings()[key] ?? []))].map((wanted) => ({
      path: ['spec', 'selector', key],
      wanted,
      from: 'a label that a pod has',
    })),
  )
  return [...labels, ...targets]
}

/** Whether something makes pods that the Service selects. */
function hasMaker(service: LiveObject, state: ClusterState): boolean {
  const selector = service.spec.at('selector').strings()
  const makers = state.snapshot.objects.filter((object) => object.namespace === service.namespace && podTemplate(object) !== undefined)
  return makers.some((maker) => matchesLabels(selector, podLabels(maker)))
}

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const

/** Ports of a container that its probes could ask. */
function probed(workload: LiveObject): Place[] {
  return containers(workload, 'containers').flatMap((container) =>
    PROBES.flatMap((probe) => [container.at(probe, 'httpGet', 'port'), container.at(probe, 'tcpSocket', 'port')])
      .filter(({ exists }) => exists)
      .flatMap((port) => portsOf(container).map((wanted) => ({ path: steps(port), wanted, from: 'a port that the container names' }))),
  )
}

function portsOf(container: Field): number[] {
  return container
    .at('ports')
    .items()
    .flatMap((port) => port.at('containerPort').number ?? [])
}

function steps({ path }: Field): string[] {
  return path.map(String)
}
