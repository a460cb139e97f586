import type { Page } from '@aks-copilot/contracts'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { scopeParameters, useRefetchInterval } from '../../api/queries.ts'
import { request, type Parameters } from '../../api/request.ts'
import { useScope } from '../../router/scope.ts'

const PAGE = 1000

export interface PagesQuery {
  readonly path: string
  readonly params?: Parameters
  /** So many are fetched without being asked for, so that facets count all; more on `more`. */
  readonly eager?: number
}

export interface Pages<Item> {
  readonly items: readonly Item[]
  readonly skipped: Page<Item>['skipped']
  readonly pending: boolean
  readonly stale: boolean
  readonly error: unknown
  readonly hasMore: boolean
  readonly more: () => void
  readonly retry: () => void
}

/** A list of the API in the page's scope, page after page by its cursor. */
export function useAllPages<Item>({ path, params = {}, eager = 0 }: PagesQuery): Pages<Item> {
  const scope = useScope()
  const refetchInterval = useRefetchInterval()
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['explore', path, scope.cluster, scope.namespace, scope.at, params],
    queryFn: ({ signal, pageParam }) =>
      request<Page<Item>>(path, { signal, params: { ...scopeParameters(scope), limit: PAGE, ...params, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    placeholderData: keepPreviousData,
    refetchInterval,
  })
  const items = data?.pages.flatMap((page) => [...page.items]) ?? []
  const wanted = hasNextPage && !isFetchingNextPage && items.length < eager
  useEffect(() => {
    if (wanted) void fetchNextPage()
  }, [wanted, fetchNextPage])
  return {
    items,
    skipped: data?.pages[0]?.skipped ?? [],
    pending: isPending,
    stale: isPlaceholderData,
    error: data === undefined ? error : null,
    hasMore: hasNextPage,
    more: () => (hasNextPage && !isFetchingNextPage ? void fetchNextPage() : undefined),
    retry: () => void refetch(),
  }
}
