import { parseQuantity, storageClassField } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { SECOND } from './durations.ts'
import { isGoing } from './onset.ts'
import { ageOf, livingPods } from './pods.ts'

/** A claim and the objects of one `kubectl apply` need some seconds to find each other. */
const CLAIM_PATIENCE = 15 * SECOND

/** The provisioner of classes whose volumes are made by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** Claims that should have a volume by now and have none: Pending for longer than binding takes, and wanted. */
export function waitingClaims(state: ClusterState): readonly LiveObject[] {
  return state.remember(waitingClaims, () =>
    state.list('PersistentVolumeClaim').filter((claim) => {
      const phase = claim.status.at('phase')
      return (phase.is('Pending') || !phase.exists) && !isGoing(claim, state) && ageOf(claim.createdAt, state) >= CLAIM_PATIENCE
    }),
  )
}

/** The class that a claim names: '' where it wants none, undefined where it leaves it to the default. */
export function className(claim: LiveObject): string | undefined {
  return storageClassField(claim.root).text
}

export function storageClassOf(claim: LiveObject, state: ClusterState): LiveObject | undefined {
  const name = className(claim)
  return name === undefined || name === '' ? undefined : state.find('StorageClass', undefined, name)
}

/** The volumes of a class; '' is that of volumes without one. */
export function volumesOfClass(name: string, state: ClusterState): readonly LiveObject[] {
  const index = state.remember(volumesOfClass, () =>
    Map.groupBy(state.list('PersistentVolume'), (volume) => volume.spec.at('storageClassName').text ?? ''),
  )
  return index.get(name) ?? []
}

/** Whether a class makes volumes only for a pod that the scheduler has placed. */
export function waitsForConsumer(storageClass: LiveObject | undefined): boolean {
  return storageClass?.at('volumeBindingMode').is('WaitForFirstConsumer') === true
}

/** Living pods that mount a claim, also through an ephemeral volume. */
export function consumersOf(claim: LiveObject, state: ClusterState): readonly LiveObject[] {
  const index = state.remember(consumersOf, () => indexConsumers(state))
  return index.get(`${claim.namespace}/${claim.name}`) ?? []
}

function indexConsumers(state: ClusterState): ReadonlyMap<string, LiveObject[]> {
  const index = new Map<string, LiveObject[]>()
  for (const pod of livingPods(state)) {
    for (const volume of pod.spec.at('volumes').items()) {
      const own = volume.at('ephemeral').exists ? `${pod.name}-${volume.at('name').text}` : undefined
      const name = volume.at('persistentVolumeClaim', 'claimName').text ?? own
      if (name === undefined) continue
      const key = `${pod.namespace}/${name}`
      index.set(key, [...(index.get(key) ?? []), pod])
    }
  }
  return index
}

/** Whether a claim is due a volume: its class binds at once, or a pod that needs it waits for longer than binding takes. */
export function isDue(claim: LiveObject, state: ClusterState): boolean {
  return (
    !waitsForConsumer(storageClassOf(claim, state)) ||
    consumersOf(claim, state).some((pod) => ageOf(pod.createdAt, state) >= CLAIM_PATIENCE)
  )
}

/** The StatefulSet whose template made a claim: `data-db-0` of template `data` of `db`. */
export function claimMaker(claim: LiveObject, state: ClusterState): LiveObject | undefined {
  return state.in('StatefulSet', claim.namespace).find((set) =>
    set.spec
      .at('volumeClaimTemplates')
      .items()
      .some((template) => {
        const prefix = `${template.at('metadata', 'name').text}-${set.name}-`
        return claim.name.startsWith(prefix) && /^\d+$/.test(claim.name.slice(prefix.length))
      }),
  )
}

/** What a claim asks for, in bytes. */
export function requestedBytes(claim: LiveObject): number {
  return parseQuantity(claim.spec.at('resources', 'requests', 'storage').value) ?? 0
}
