import type { FixResponse, Profiles } from '@aks-copilot/contracts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
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

/** Report and fixed texts of the session's files. The first look is with all fixes: it tells which there are to switch. */
export function useFix(session: CheckSession) {
  const { files, source, target, kubeVersion, off, allowed } = session
  const base = { files, source, target, kubeVersion, ...(allowed.length === 0 ? {} : { allow: allowed }) }
  const all = useFixQuery(base, files.length > 0)
  const rules = [...new Set((all.data?.report.violations ?? []).map(({ ruleId }) => ruleId))]
  const chosen = useFixQuery({ ...base, only: rules.filter((rule) => !off.includes(rule)) }, off.length > 0 && rules.length > 0)
  const shown = off.length > 0 ? chosen : all
  // Until the choice is computed, what was there stays, greyed.
  return { shown: shown.data ?? all.data, pending: shown.isFetching, error: shown.error ?? all.error, retry: () => void shown.refetch() }
}

function useFixQuery(body: unknown, enabled: boolean) {
  return useQuery({
    queryKey: ['fix', body],
    queryFn: ({ signal }) => request<FixResponse>('/api/fix', { method: 'POST', body, signal, contract: 'fixResponseSchema' }),
    enabled,
    staleTime: Infinity,
    // Manifests are not kept longer than they are looked at.
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
}
