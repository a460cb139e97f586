import type { ClusterView } from '@aks-copilot/cluster'
import type { LogLine } from '../telemetry/request-log.ts'

/** Whether one of these was read to the end once: before that an answer would be of a part of a cluster. */
export function isReady(views: readonly ClusterView[]): boolean {
  return views.some((view) => {
    const { kind, state, watchedSince } = view.status()
    return kind === 'recording' || (state !== 'connecting' && watchedSince !== undefined)
  })
}

/** Resolves when the first cluster was read; never where that does not happen before the signal. */
export async function whenReady(views: readonly ClusterView[], signal: AbortSignal): Promise<void> {
  const leave: (() => void)[] = []
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (isReady(views)) resolve()
    }
    for (const view of views) leave.push(view.subscribe(({ type }) => type === 'status-changed' && look()))
    signal.addEventListener('abort', () => leave.splice(0).forEach((end) => end()), { once: true })
    look()
  })
  for (const end of leave) end()
}

/** Writes one line: seconds since the process began, and seconds of CPU that it took. */
export function tellReady(log: LogLine): void {
  const { user, system } = process.cpuUsage()
  log('info', { message: 'ready', seconds: rounded(process.uptime()), cpuSeconds: rounded((user + system) / 1e6) })
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
