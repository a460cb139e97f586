import type { ClusterView } from '@aks-copilot/cluster'
import type { LogLine } from '../telemetry/request-log.ts'

/** Whether one of these was read to the end once: before that an answer would be of a part of a cluster. */
export function isReady(views: readonly ClusterView[]): boolean {
  return views.some((view) => {
    const { kind, state, watchedSince } = view.status()
    return kind === 'recording' || (state !== 'connecting' && watchedSince !== undefined)
  })
}

/** Writes one line when the first cluster was read: seconds since the process began, and seconds of CPU that it took. */
export function tellWhenReady(views: readonly ClusterView[], log: LogLine, signal: AbortSignal): void {
  const leave = new AbortController()
  const look = (): void => {
    if (leave.signal.aborted || !isReady(views)) return
    leave.abort()
    const { user, system } = process.cpuUsage()
    log('info', { message: 'ready', seconds: rounded(process.uptime()), cpuSeconds: rounded((user + system) / 1e6) })
  }
  for (const view of views) {
    const unsubscribe = view.subscribe(({ type }) => {
      if (type === 'status-changed') look()
    })
    for (const end of [leave.signal, signal]) end.addEventListener('abort', unsubscribe, { once: true })
  }
  look()
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
