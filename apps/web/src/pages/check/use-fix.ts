import type { FixResponse, Profiles } from '@aks-copilot/contracts'
import { useQuery } from '@tanstack/react-query'
import { request } from '../../api/request.ts'
import type { CheckSession } from './check-session.ts'

export function useProfiles(): Profiles | undefined {
  const { data } = useQuery({
    queryKey: ['profiles'],
    queryFn: ({ signal }) => request<Profiles>('/api/profiles', { signal, contract: 'profilesSchema' }),
    staleTime: Infinity,
  })
  return data
}

/** Longer than the server works at it. */
const TIME_OUT = 40_000

/** Report and fixed texts of the session's files, as the fixes were chosen. */
export function useFix({ files, source, target, kubeVersion, choices }: CheckSession) {
  const body = { files, source, target, kubeVersion, ...(choices.length === 0 ? {} : { choices }) }
  const { data, isFetching, error, refetch } = useQuery({
    queryKey: ['fix', body],
    queryFn: ({ signal }) =>
      request<FixResponse>('/api/fix', { method: 'POST', body, signal, timeOut: TIME_OUT, contract: 'fixResponseSchema' }),
    enabled: files.length > 0,
    staleTime: Infinity,
    // Manifests are not kept longer than they are looked at.
    gcTime: 0,
    // What takes the server long once takes it long again.
    retry: 1,
    // Until the choice is computed, what was there stays, greyed; of other files nothing does.
    placeholderData: (before, query) => (sameFiles(query?.queryKey, files) ? before : undefined),
  })
  return { shown: data, pending: isFetching, error, retry: () => void refetch() }
}

function sameFiles(key: readonly unknown[] | undefined, files: CheckSession['files']): boolean {
  const [, body] = key ?? []
  return typeof body === 'object' && body !== null && 'files' in body && body.files === files
}
