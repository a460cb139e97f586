/** Runs that think at a time: each reads namespaces again and again. Those that wait for people or a rollout only look now and then. */
const AT_ONCE = 8
const MOST_RUNNING = 40

/** Whether one more run may begin beside those that run; `waiting` of them only wait. */
export function hasRoom(running: number, waiting: number): boolean {
  return running < MOST_RUNNING && running - waiting < AT_ONCE
}
