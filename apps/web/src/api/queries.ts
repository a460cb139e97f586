import type { ClusterStatus, IncidentDetail, Page, Summary, TimeStrip } from '@aks-copilot/contracts'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useScope, type Scope } from '../router/scope.ts'
import { useSocketState } from './live-context.tsx'
import { request, type Parameters } from './request.ts'

/** How often is asked when the socket says what changed, and when it can't. */
const CALM = 60_000
const ALONE = 10_000

/** How often a query of the present is asked again; the past does not change. */
export function useRefetchInterval(): number | false {
  const socket = useSocketState()
  const { at } = useScope()
  if (at !== undefined) return false
  return socket === 'open' ? CALM : ALONE
}

/** The scope as the API takes it. */
export function scopeParameters({ cluster, namespace, at }: Scope): Parameters {
  return { cluster, namespace, at }
}

export interface ScopedQuery {
  /** Names the query in the cache, before the scope. */
  readonly key: readonly unknown[]
  readonly path: string
  readonly params?: Parameters
  readonly contract?: string
  readonly enabled?: boolean
}

/** GET with the page's cluster, namespace and time; what was there stays while the next moment loads. */
export function useScopedQuery<Answer>({ key, path, params, contract, enabled }: ScopedQuery): UseQueryResult<Answer> {
  const scope = useScope()
  const refetchInterval = useRefetchInterval()
  return useQuery({
    queryKey: [...key, scope.cluster, scope.namespace, scope.at, params],
    queryFn: ({ signal }) =>
      request<Answer>(path, { signal, params: { ...scopeParameters(scope), ...params }, ...(contract === undefined ? {} : { contract }) }),
    refetchInterval,
    placeholderData: keepPreviousData,
    enabled: enabled ?? true,
  })
}

export function useClusters(): UseQueryResult<Page<ClusterStatus>> {
  return useQuery({
    queryKey: ['clusters'],
    queryFn: ({ signal }) => request<Page<ClusterStatus>>('/api/clusters', { signal }),
    refetchInterval: ALONE,
  })
}

/** The cluster that the page shows: the one in the address, else the first. */
export function useClusterStatus(): { readonly status: ClusterStatus | undefined; readonly receivedAt: number } {
  const { data, dataUpdatedAt } = useClusters()
  const { cluster } = useScope()
  const status = data?.items.find((one) => one.name === cluster) ?? (cluster === undefined ? data?.items[0] : undefined)
  return { status, receivedAt: dataUpdatedAt }
}

export function useSummary(): UseQueryResult<Summary> {
  return useScopedQuery<Summary>({ key: ['summary'], path: '/api/summary', contract: 'summarySchema' })
}

export function useTimeStrip(): UseQueryResult<TimeStrip> {
  const { cluster, namespace } = useScope()
  const refetchInterval = useRefetchInterval()
  return useQuery({
    queryKey: ['time-strip', cluster, namespace],
    queryFn: ({ signal }) => request<TimeStrip>('/api/time-strip', { signal, params: { cluster, namespace }, contract: 'timeStripSchema' }),
    refetchInterval,
    placeholderData: keepPreviousData,
  })
}

export function useIncident(fingerprint: string): UseQueryResult<IncidentDetail> {
  const path = `/api/incidents/${encodeURIComponent(fingerprint)}`
  return useScopedQuery<IncidentDetail>({ key: ['incident', fingerprint], path, contract: 'incidentDetailSchema' })
}
