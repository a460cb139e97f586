import type { LiveObject } from '../context/live-object.ts'

/** Whether a DaemonSet replaces its pods by those of a newer template, by itself. */
export function isUpdatingDaemons({ spec, status }: LiveObject): boolean {
  if (spec.at('updateStrategy', 'type').is('OnDelete')) return false
  return (status.at('updatedNumberScheduled').number ?? 0) < (status.at('currentNumberScheduled').number ?? 0)
}
