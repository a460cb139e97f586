import { nearestWord, storageClassField } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { describeClaim, remakeClaim } from '../../claim-steps.ts'
import { className, volumesOfClass, waitingClaims } from '../../claims.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { absenceEvidence, eventEvidence, fieldEvidence } from '../../evidence.ts'

export default detector({
  id: 'pvc-class-missing',
  group: 'storage',
  title: 'A claim names a StorageClass that does not exist',
  why: 'Nobody makes a volume for it: the claim stays Pending, and its pods with it.',
  help: 'Make the claim anew with a class that exists: the class of a claim cannot be changed.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'StorageClass', 'Event'],
  effect: 'not-bound',
  suspects: ['/spec/storageClassName', '/spec/volumeClaimTemplates/**'],

  *detect(state) {
    for (const claim of waitingClaims(state)) {
      const name = className(claim)
      // A claim that names its volume needs no class: see pvc-unbound-no-volume.
      if (name === undefined || name === '' || claim.spec.at('volumeName').exists) continue
      const event = state.eventsAbout(claim, 'ProvisioningFailed').findLast(({ message }) => message.includes(`"${name}" not found`))
      const known = state.isAbsent('StorageClass', undefined, name)
      // A class may be a mere word that volumes made by hand share with their claims: then the volume is missing, not the class.
      if ((!known && !isToldAbsent(name, event, state)) || volumesOfClass(name, state).length > 0) continue
      const near = nearestWord(
        name,
        state.list('StorageClass').map((storageClass) => storageClass.name),
      )
      yield finding(claim, {
        message: `StorageClass \`${name}\` of claim \`${claim.name}\` does not exist${near === undefined ? '.' : `; did you mean \`${near}\`?`}`,
        since: lostAt(claim, name, state),
        evidence: [
          fieldEvidence(claim, storageClassField(claim.root)),
          ...(known ? [absenceEvidence({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', name })] : []),
          ...(event === undefined ? [] : [eventEvidence(event)]),
        ],
        nextSteps: [
          { text: 'See which classes there are.', command: 'kubectl get storageclass' },
          ...remakeClaim(claim, near === undefined ? 'with one of them' : `with \`storageClassName: ${near}\``, state),
          describeClaim(claim),
        ],
      })
    }
  },
})

/** The controller says it again every 15 s while it is so. */
const SAID_AGAIN = 2 * MINUTE

/** With rights in one namespace only, the controller's event tells what may not be looked up. */
function isToldAbsent(name: string, event: EventRecord | undefined, state: ClusterState): boolean {
  return state.find('StorageClass', undefined, name) === undefined && event !== undefined && state.now - event.lastAt < SAID_AGAIN
}

/** When the claim was made, or its class was deleted after that. */
function lostAt(claim: LiveObject, name: string, state: ClusterState): number | undefined {
  const deleted = state.changesOf({ kind: 'StorageClass', name }).findLast(({ kind }) => kind === 'deleted')
  if (deleted === undefined || claim.createdAt === undefined) return claim.createdAt
  return Math.max(deleted.at, claim.createdAt)
}
