import type { Conversation as KeptConversation } from '@aks-copilot/contracts'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ApiError } from '../api/api-error.ts'
import { request } from '../api/request.ts'
import { isRunning } from './turn.ts'
import { useConversation } from './use-conversation.ts'

export function keptConversation(id: string, signal: AbortSignal): Promise<KeptConversation> {
  return request<KeptConversation>(`/api/conversations/${encodeURIComponent(id)}`, { signal, contract: 'conversationSchema' })
}

/** Looks, whenever the reader comes back to this tab, whether the conversation went on in another one. */
export function useKeptTurns(): void {
  const { conversation, snapshot } = useConversation()
  const { id, turns } = snapshot
  const { data } = useQuery({
    queryKey: ['kept-turns', id],
    queryFn: ({ signal }) => keptConversation(id ?? '', signal),
    enabled: id !== undefined && !turns.some(isRunning),
    refetchOnMount: false,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    // A conversation that was deleted stays on the screen, and nothing is said of it.
    retry: (failures, error) => failures < 1 && !(error instanceof ApiError),
  })
  useEffect(() => {
    if (data !== undefined) conversation.merge(data)
  }, [data, conversation])
}
