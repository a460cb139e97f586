import { timeOf } from '../../../context/live-object.ts'
import { MINUTE, spanText } from '../../durations.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'

/** Deleting a disk of a cloud takes about a minute; detaching it from its node comes before. */
const DELETING = 10 * MINUTE

export default detector({
  id: 'pv-released',
  group: 'storage',
  title: 'A volume is still held for a claim that is gone',
  why: 'Nobody else can use it: a new claim of the same name does not get it either, and its disk goes on costing money.',
  help: 'Take the data that is still needed from it, then delete the volume, or remove its claimRef to give it away again.',
  severity: 'info',
  reads: ['PersistentVolume', 'Event'],
  explains: effectsFrom('not-bound'),
  suspects: ['/spec/persistentVolumeReclaimPolicy'],

  *detect(state) {
    for (const volume of state.list('PersistentVolume')) {
      const holder = volume.spec.at('claimRef')
      if (!volume.status.at('phase').is('Released') || !holder.exists || volume.deletedAt !== undefined) continue
      const claim = `${holder.at('namespace').text}/${holder.at('name').text}`
      const since = timeOf(volume.status.at('lastPhaseTransitionTime'))
      const deletes = volume.spec.at('persistentVolumeReclaimPolicy').is('Delete')
      if (deletes && state.now - (since ?? state.now) < DELETING) continue
      const event = state.eventsAbout(volume, 'VolumeFailedDelete').at(-1)
      yield finding(volume, {
        severity: deletes ? 'warning' : 'info',
        message: deletes
          ? `Volume \`${volume.name}\` of the deleted claim \`${claim}\` should have been deleted, and is not after ${spanText(state.now - (since ?? state.now))}.`
          : `Volume \`${volume.name}\` is kept for claim \`${claim}\`, which was deleted; no other claim can get it.`,
        since,
        evidence: [
          fieldEvidence(volume, volume.status.at('phase'), since),
          fieldEvidence(volume, holder),
          ...(event === undefined ? [] : [eventEvidence(event)]),
        ],
        nextSteps: [
          { text: 'See what it is and whose it was.', command: `kubectl describe pv ${volume.name}` },
          {
            text: 'To give it, with what is on it, to the next claim that fits: make it forget its old one.',
            command: `kubectl patch pv ${volume.name} --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'`,
          },
        ],
      })
    }
  },
})
