import type { ClusterState } from '../../../context/cluster-state.ts'
import { HOUR, MINUTE, spanText } from '../../durations.ts'
import { detector, finding } from '../../detector.ts'
import { metricEvidence } from '../../evidence.ts'
import { steadyRise } from '../../steady-rise.ts'
import { above, FULL, roomSteps, share, sizeText, usageText, type VolumeUsage, volumeUsages } from '../../volume-usage.ts'

/** Nearly full, whether it grows or not. */
const NEARLY_FULL = 0.95
/** Below this a volume has room for surprises, and a line drawn that far is a guess. */
const WORTH_A_FORECAST = 0.6
/** A line is believed for this many times as long as it was seen. */
const REACH = 6
/** A shorter look sees an import or a backup, and not a trend. */
const LEAST_LOOK = 20 * MINUTE
/** A rise of less than this share of the volume is noise. */
const LEAST_RISE = 0.01

export default detector({
  id: 'pvc-filling',
  group: 'storage',
  title: 'A volume is filling up',
  why: 'When it is full, whatever writes to it fails.',
  help: 'Make room, or let the volume grow, before it is full.',
  severity: 'warning',
  reads: ['PersistentVolumeClaim', 'metrics'],
  // It works until it is full: what is broken now has another cause.
  explains: [],

  *detect(state) {
    for (const usage of volumeUsages(state)) {
      if (share(usage) >= FULL) continue
      const forecast = forecastOf(usage, state)
      if (forecast === undefined && share(usage) < NEARLY_FULL) continue
      const { claim, what, capacity, series } = usage
      yield finding(claim, {
        about: what,
        message: `The volume of claim \`${claim.name}\` is ${Math.floor(share(usage) * 100)} % full (${usageText(usage)})${forecast?.text ?? ''}.`,
        since: forecast?.since ?? above(series, NEARLY_FULL * capacity),
        evidence: [metricEvidence(series, `${usageText(usage)} used${forecast?.text ?? ''}`)],
        nextSteps: roomSteps(usage, state),
      })
    }
  },
})

function forecastOf(usage: VolumeUsage, state: ClusterState): { readonly text: string; readonly since: number } | undefined {
  const first = usage.series.points[0]?.[1] ?? usage.used
  if (share(usage) < WORTH_A_FORECAST || usage.used - first < LEAST_RISE * usage.capacity) return undefined
  const rise = steadyRise(usage.series)
  if (rise === undefined || rise.span < LEAST_LOOK) return undefined
  const left = (usage.capacity - usage.used) / rise.slope
  if (left > REACH * rise.span) return undefined
  const hourly = rise.slope * HOUR
  const speed = usage.what === 'bytes' ? sizeText(hourly) : `${Math.round(hourly)} files`
  const full = new Date(state.now + left).toISOString().slice(11, 16)
  return { text: ` and grows by ${speed} an hour: full in about ${spanText(left)}, at ${full} UTC`, since: rise.since }
}
