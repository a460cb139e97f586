import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

const ATTEMPTS = 3

/** Only faults that may pass are tried again, at random distances, so that many pages do not knock at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: true,
        // The server may be on this machine: what the browser thinks of the network says nothing.
        networkMode: 'always',
        retry: (failures, error) => failures < ATTEMPTS && (!(error instanceof ApiError) || error.problem.category === 'transient'),
        retryDelay: (failures) => 400 * 2 ** failures * (0.5 + Math.random()),
      },
      mutations: { networkMode: 'always' },
    },
  })
}
