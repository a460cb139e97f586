import { type ClusterState, dependencies, type LiveObject, objectKey, podState } from '@aks-copilot/cluster'
import { containers } from '@aks-copilot/kubernetes'
import { healthOf, restartsOf } from '../evidence/object-health.ts'
import { rolloutProgress } from '../evidence/rollout-progress.ts'
import type { Filters } from '../intent/filters.ts'
import type { Material } from './draft.ts'

/** Whether a list shall hold an object. */
export function isWanted(object: LiveObject, filters: Filters, material: Material): boolean {
  return matches(object, filters, material.state) && isOfTime(object, filters, material)
}

/** "created in the last hour" wants what is that young. */
function isOfTime({ createdAt }: LiveObject, { isBorn }: Filters, { reading: { span } }: Material): boolean {
  if (!isBorn || span === undefined || createdAt === undefined) return true
  return createdAt >= (span.from ?? 0) && createdAt <= (span.to ?? Number.POSITIVE_INFINITY)
}

function matches(object: LiveObject, filters: Filters, state: ClusterState): boolean {
  const { ill, restartsOver, state: word, scaledToZero, without } = filters
  if (restartsOver !== undefined && (object.kind !== 'Pod' || restartsOf(object) <= restartsOver)) return false
  if (word !== undefined && !isInState(object, word)) return false
  if (scaledToZero && object.spec.at('replicas').number !== 0) return false
  if (without !== undefined && !lacks(object, without)) return false
  if (filters.unused && isUsed(object, state)) return false
  if (filters.unrolled) return rolloutProgress(object)?.isDone === false
  if (filters.exposed) return isExposing(object)
  if (filters.endless) return object.kind === 'Service' && object.spec.at('selector').exists && healthOf(object, state).ok === false
  return (
    ill === undefined ||
    word !== undefined ||
    restartsOver !== undefined ||
    scaledToZero ||
    without !== undefined ||
    filters.unused ||
    isIll(object, state) === ill
  )
}

function isIll(object: LiveObject, state: ClusterState): boolean {
  return healthOf(object, state).ok === false
}

const ALIKE: Readonly<Record<string, readonly string[]>> = {
  CrashLoopBackOff: ['CrashLoopBackOff', 'Error', 'Init:CrashLoopBackOff', 'Init:Error', 'OOMKilled', 'StartError', 'RunContainerError'],
  ImagePullBackOff: [
    'ImagePullBackOff',
    'ErrImagePull',
    'InvalidImageName',
    'ErrImageNeverPull',
    'Init:ImagePullBackOff',
    'Init:ErrImagePull',
  ],
  Succeeded: ['Succeeded', 'Completed'],
}

function isInState(object: LiveObject, word: string): boolean {
  if (object.kind !== 'Pod') return object.status.at('phase').is(word) || (word === 'Terminating' && object.deletedAt !== undefined)
  if (word === 'OOMKilled')
    return object.status
      .at('containerStatuses')
      .items()
      .some((status) => [status.at('state'), status.at('lastState')].some((at) => at.at('terminated', 'reason').is(word)))
  return (ALIKE[word] ?? [word]).includes(podState(object)) || (word === 'Pending' && object.status.at('phase').is('Pending'))
}

function lacks(object: LiveObject, what: NonNullable<Filters['without']>): boolean {
  const all = containers(object, 'containers')
  return all.some((container) => !(what === 'limits' || what === 'requests' ? container.at('resources', what) : container.at(what)).exists)
}

function isUsed(object: LiveObject, state: ClusterState): boolean {
  const users = state.remember(
    'keys that something depends on',
    () =>
      new Set(
        state.snapshot.objects
          .filter(({ controller }) => controller === undefined)
          .flatMap((one) => dependencies(one, state).map(({ to }) => objectKey(to))),
      ),
  )
  return users.has(objectKey(object))
}

function isExposing(object: LiveObject): boolean {
  return object.kind !== 'Service' || object.spec.at('type').is('LoadBalancer') || object.spec.at('type').is('NodePort')
}
