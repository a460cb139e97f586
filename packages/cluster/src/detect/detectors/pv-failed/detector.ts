import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'

export default detector({
  id: 'pv-failed',
  group: 'storage',
  title: 'A volume could not be deleted or recycled',
  why: 'Its disk stays and costs money, and no claim can get it.',
  help: 'Mend what the message names, or delete the disk and then the PersistentVolume by hand.',
  severity: 'warning',
  reads: ['PersistentVolume', 'Event'],
  explains: effectsFrom('not-bound'),
  suspects: ['/spec/**'],

  *detect(state) {
    for (const volume of state.list('PersistentVolume')) {
      if (!volume.status.at('phase').is('Failed') || volume.deletedAt !== undefined) continue
      const message = volume.status.at('message')
      const since = timeOf(volume.status.at('lastPhaseTransitionTime'))
      const event = state.eventsAbout(volume, 'VolumeFailedDelete', 'VolumeFailedRecycle').at(-1)
      const claim = volume.spec.at('claimRef')
      yield finding(volume, {
        message: `Volume \`${volume.name}\`${claim.exists ? ` of the deleted claim \`${claim.at('namespace').text}/${claim.at('name').text}\`` : ''} has failed${message.exists ? `: \`${message.text}\`` : ''}.`,
        since,
        evidence: [
          fieldEvidence(volume, volume.status.at('phase'), since),
          ...(message.exists ? [fieldEvidence(volume, message)] : []),
          ...(event === undefined ? [] : [eventEvidence(event)]),
        ],
        nextSteps: [{ text: 'Read what went wrong.', command: `kubectl describe pv ${volume.name}` }],
      })
    }
  },
})
