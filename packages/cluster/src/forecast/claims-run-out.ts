import type { ClusterState } from '../context/cluster-state.ts'
import { diskForecast } from './disk-forecast.ts'
import type { Foreseen } from './foreseen.ts'

/** Claims whose volume will be full. */
export function* claimsRunOut(state: ClusterState): Generator<Foreseen> {
  for (const claim of state.list('PersistentVolumeClaim')) {
    if (claim.deletedAt !== undefined) continue
    for (const what of ['bytes', 'inodes'] as const) {
      const disk = diskForecast(claim, what, state)
      if (disk === undefined) continue
      yield {
        ...disk,
        message: `The volume of claim \`${claim.name}\` is ${disk.level} and grows by ${disk.pace}: at that pace it is full ${disk.when}.`,
      }
    }
  }
}
