import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { metricEvidence } from '../../evidence.ts'
import { above, FULL, roomSteps, share, usageText, volumeUsages } from '../../volume-usage.ts'

export default detector({
  id: 'pvc-full',
  group: 'storage',
  title: 'A volume is full',
  why: 'Whatever writes to it fails: databases stop, and containers end.',
  help: 'Make room, or let the volume grow.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'metrics'],
  explains: effectsFrom('crashing'),
  suspects: ['/spec/resources/**'],

  *detect(state) {
    for (const usage of volumeUsages(state)) {
      if (share(usage) < FULL) continue
      const { claim, what, capacity, series } = usage
      yield finding(claim, {
        about: what,
        message:
          what === 'bytes'
            ? `The volume of claim \`${claim.name}\` is full: ${usageText(usage)}.`
            : `The volume of claim \`${claim.name}\` can hold no more files: ${usageText(usage)}.`,
        since: above(series, FULL * capacity),
        evidence: [metricEvidence(series, `${usageText(usage)} used`)],
        nextSteps: roomSteps(usage, state),
      })
    }
  },
})
