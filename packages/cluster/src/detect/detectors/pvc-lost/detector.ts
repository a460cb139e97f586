import { describeClaim } from '../../claim-steps.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'

export default detector({
  id: 'pvc-lost',
  group: 'storage',
  title: 'The volume of a claim is gone',
  why: 'The claim is lost for good: pods that need it cannot start again, and what was on the volume may be gone.',
  help: 'Find the disk behind the volume, make a PersistentVolume for it, and make the claim anew.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'Event'],
  effect: 'not-bound',
  suspects: ['/spec/**'],

  *detect(state) {
    for (const claim of state.list('PersistentVolumeClaim')) {
      if (!claim.status.at('phase').is('Lost') || claim.deletedAt !== undefined) continue
      const volume = claim.spec.at('volumeName').text ?? ''
      const event = state.eventsAbout(claim, 'ClaimLost', 'ClaimMisbound')[0]
      const deleted = state.changesOf({ kind: 'PersistentVolume', name: volume }).findLast(({ kind }) => kind === 'deleted')
      const gone = state.isAbsent('PersistentVolume', undefined, volume)
      yield finding(claim, {
        message: `Claim \`${claim.name}\` has lost its volume \`${volume}\`${gone ? ', which does not exist any more' : ''}.`,
        since: deleted?.at ?? event?.firstAt,
        evidence: [fieldEvidence(claim, claim.status.at('phase')), ...(event === undefined ? [] : [eventEvidence(event)])],
        nextSteps: [
          describeClaim(claim),
          {
            text: 'See which volumes are left; with reclaim policy Retain the disk itself still exists.',
            command: 'kubectl get persistentvolume',
          },
        ],
      })
    }
  },
})
