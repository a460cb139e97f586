import type { NextStep } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { MetricSeries, Time } from '../context/records.ts'
import { consumersOf, storageClassOf } from './claims.ts'
import { MINUTE } from './durations.ts'
import { inNamespace } from './pods.ts'
import { shellWord } from './shell-words.ts'

/** How much of a claim's volume is taken: of its bytes, or of its inodes (the number of files that it can hold). */
export interface VolumeUsage {
  readonly claim: LiveObject
  readonly what: 'bytes' | 'inodes'
  readonly used: number
  readonly capacity: number
  readonly series: MetricSeries
}

/** A volume at this share and above is as good as full: file systems keep the last percents for themselves. */
export const FULL = 0.98

/** Older figures tell nothing of now. */
const FRESH = 15 * MINUTE

/** The newest figures of every claim that is measured. */
export function volumeUsages(state: ClusterState): readonly VolumeUsage[] {
  return state.remember(volumeUsages, () =>
    state.list('PersistentVolumeClaim').flatMap((claim) => [...usage(claim, 'bytes', state), ...usage(claim, 'inodes', state)]),
  )
}

function usage(claim: LiveObject, what: VolumeUsage['what'], state: ClusterState): VolumeUsage[] {
  const series = state.metric(claim, what === 'bytes' ? 'disk-used' : 'inodes-used')
  const [at, used] = series?.points.at(-1) ?? []
  const capacity = state.metric(claim, what === 'bytes' ? 'disk-capacity' : 'inodes-capacity')?.points.at(-1)?.[1]
  // Some file systems have no inodes and say 0.
  if (series === undefined || at === undefined || used === undefined || capacity === undefined || capacity <= 0) return []
  return state.now - at > FRESH || claim.deletedAt !== undefined ? [] : [{ claim, what, used, capacity, series }]
}

export function share({ used, capacity }: VolumeUsage): number {
  return used / capacity
}

/** `9.1 of 10 GiB`, `65530 of 65536 files`. */
export function usageText({ what, used, capacity }: VolumeUsage): string {
  if (what === 'inodes') return `${Math.round(used)} of ${Math.round(capacity)} files`
  return `${sizeText(used)} of ${sizeText(capacity)}`
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes for people: `9.1 GiB`. */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)))
  const value = bytes / 1024 ** power
  return `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[power]}`
}

/** Since when all newer points are at or above a level; undefined where the last one is not. */
export function above(series: MetricSeries, level: number): Time | undefined {
  const below = series.points.findLastIndex(([, value]) => value < level)
  return series.points[below + 1]?.[0]
}

/** What to do about a volume that fills: look into it, make room, or grow it where its class allows that. */
export function roomSteps({ claim, what }: VolumeUsage, state: ClusterState): readonly NextStep[] {
  const pod = consumersOf(claim, state)[0]
  const mount = pod === undefined ? undefined : mountOf(pod, claim)
  const place = inNamespace(claim)
  const look =
    pod === undefined || mount === undefined
      ? { text: 'See which pod uses it.', command: `kubectl describe pvc ${claim.name}${place}` }
      : {
          text: 'See what takes the room.',
          command: `kubectl exec ${pod.name}${place} -c ${mount.container} -- du -x ${what === 'inodes' ? '--inodes ' : ''}-d 2 ${shellWord(mount.path)}`,
        }
  if (storageClassOf(claim, state)?.at('allowVolumeExpansion').is(true) !== true)
    return [look, { text: 'Delete what is not needed; the class of this volume does not let it grow.' }]
  return [
    look,
    {
      text: 'Delete what is not needed, or ask for a larger volume: its class lets it grow.',
      command: `kubectl edit pvc ${claim.name}${place}`,
    },
  ]
}

function mountOf(pod: LiveObject, claim: LiveObject): { readonly container: string; readonly path: string } | undefined {
  const volume = pod.spec
    .at('volumes')
    .items()
    .find((candidate) => candidate.at('persistentVolumeClaim', 'claimName').is(claim.name))
    ?.at('name').text
  for (const container of pod.spec.at('containers').items()) {
    const mount = container
      .at('volumeMounts')
      .items()
      .find((candidate) => volume !== undefined && candidate.at('name').is(volume))
    const [name, path] = [container.at('name').text, mount?.at('mountPath').text]
    if (name !== undefined && path !== undefined) return { container: name, path }
  }
  return undefined
}
