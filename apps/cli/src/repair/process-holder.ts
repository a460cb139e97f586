import { hostname } from 'node:os'

/** Who runs a repair, where nobody says it: this process of this machine. */
export function processHolder(): string {
  return `${hostname()}/${process.pid}`
}

/**
 * Whether a holder is a process of this machine that runs no more. A number that was given to another process since is taken for one that
 * runs: its lease then ends by itself.
 */
export function isGoneProcess(holder: string): boolean {
  const host = `${hostname()}/`
  const number = holder.slice(host.length)
  if (!holder.startsWith(host) || !/^[1-9]\d{0,9}$/.test(number)) return false
  try {
    process.kill(Number(number), 0)
    return false
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
