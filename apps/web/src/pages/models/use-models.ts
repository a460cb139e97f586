import type { ModelStatus } from '@aks-copilot/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '../../api/request.ts'

export type ModelVerb = 'use' | 'load' | 'unload'

/** Often enough that a model that is being loaded is seen to be ready. */
const EVERY = 10_000
/** A model of some gigabytes is read from the disk first. */
const LOADS = 300_000
const UNLOADS = 30_000

export function useModels() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => request<ModelStatus>('/api/models', { signal, contract: 'modelStatusSchema' }),
    refetchInterval: EVERY,
  })
  const action = useMutation({
    mutationFn: ({ verb, name }: { readonly verb: ModelVerb; readonly name: string }) =>
      request<ModelStatus>(`/api/models/${verb}`, {
        method: 'POST',
        body: { name },
        timeOut: verb === 'unload' ? UNLOADS : LOADS,
        contract: 'modelStatusSchema',
      }),
    onSuccess: (status) => queries.setQueryData(['models'], status),
  })
  return {
    status: data,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
    busy: action.isPending ? action.variables : undefined,
    failure: action.error,
    act: (verb: ModelVerb, name: string) => action.mutate({ verb, name }),
  }
}
