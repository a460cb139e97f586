import type { Application } from './application-schema.ts'

const NAME = 'aks-copilot'

/**
 * The operation that has Argo CD sync a revision, as its own program asks for it: options, pruning and retries are those that the
 * Application says. Several sources are synced as each of them says, since a revision belongs to one repository.
 */
export function syncOperation({ spec }: Application, revision: string): Readonly<Record<string, unknown>> {
  const { syncOptions, automated, retry } = spec.syncPolicy ?? {}
  const several = spec.sources !== undefined && spec.sources.length > 0
  return {
    initiatedBy: { username: NAME },
    info: [{ name: 'Reason', value: 'Asked for by aks-copilot' }],
    sync: {
      ...(several ? {} : { revision }),
      ...(automated?.prune === undefined ? {} : { prune: automated.prune }),
      ...(syncOptions === undefined ? {} : { syncOptions }),
      syncStrategy: { hook: {} },
    },
    ...(retry === undefined ? {} : { retry }),
  }
}

/** Whether an operation runs, or was asked for: another one would take its place. */
export function isOperating({ operation, status }: Application): boolean {
  const phase = status.operationState?.phase
  return (operation !== undefined && operation !== null) || phase === 'Running' || phase === 'Terminating'
}

/**
 * Whether a sync that failed is tried again, of a revision that is not the newest any more: Argo CD would do so for minutes, and look at the
 * newer one only then.
 */
export function isOutdatedRetry({ status }: Application): boolean {
  const { phase, retryCount = 0, syncResult } = status.operationState ?? {}
  const [tried, compared] = [syncResult?.revision ?? '', status.sync?.revision ?? '']
  return phase === 'Running' && retryCount > 0 && tried !== '' && compared !== '' && tried !== compared
}
