import { exitStatusOf } from './exit-status.ts'
import type { Log } from './log.ts'

/**
 * Node writes an exception that nobody caught, a rejection that nobody handled and a warning to standard error as they are, with whatever
 * secret is in their texts. They go through the log instead; after the first two, nothing is certain any more, and the process ends.
 */
export function tellCrashesBy(log: Log): void {
  process.on('uncaughtException', (error: unknown) => process.exit(exitStatusOf(log.error(error, true).category)))
  // Where somebody switched warnings off, nobody listens.
  if (process.listenerCount('warning') > 0) {
    process.removeAllListeners('warning')
    process.on('warning', ({ name, message }) => log.notice(`${name}: ${message}`))
  }
  // A report that somebody asked for (--report-uncaught-exception) would hold all variables.
  if (process.report !== undefined) process.report.excludeEnv = true
}
