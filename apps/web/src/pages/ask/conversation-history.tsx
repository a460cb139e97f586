import type { ConversationRow, Page } from '@aks-copilot/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { request } from '../../api/request.ts'
import { useConversation } from '../../ask-panel/use-conversation.ts'
import { ScopedLink } from '../../router/scoped-link.tsx'
import { bothTimes, relativeTime } from '../../time/format-time.ts'

export interface ConversationHistoryProps {
  readonly shown: string | undefined
  readonly onDeleted: (id: string) => void
  /** Narrow screens show it in place of the conversation, when asked to. */
  readonly open: boolean
  readonly onChosen: () => void
}

/** The conversations that the server keeps, newest first. */
export function ConversationHistory({ shown, onDeleted, open, onChosen }: ConversationHistoryProps) {
  const { rows, remove } = useHistory(onDeleted)
  return (
    <nav
      aria-label="Conversations"
      className={`relative w-full shrink-0 overflow-y-auto scroll-thin lg:block lg:w-64 lg:border-r lg:border-hairline ${open ? '' : 'hidden'}`}
    >
      {rows.length === 0 ? <p className="px-4 py-3 text-ink-3">No conversations yet.</p> : null}
      <ul>
        {rows.map(({ id, title, startedAt }) => (
          <li key={id} className={`group relative hairline-b ${id === shown ? 'bg-surface-2' : 'hover:bg-surface-1'}`}>
            <ScopedLink
              to={`/ask/${encodeURIComponent(id)}`}
              aria-current={id === shown ? 'page' : undefined}
              onClick={onChosen}
              className="block py-2 pr-10 pl-4"
            >
              <span className="line-clamp-2 wrap-anywhere">{title}</span>
              <AskedAt time={Date.parse(startedAt)} />
            </ScopedLink>
            <button
              type="button"
              aria-label={`Delete conversation ${title}`}
              className="absolute top-2 right-2 inline-flex size-7 items-center justify-center rounded-control text-ink-3 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-surface-3 hover:text-ink lg:opacity-0"
              onClick={() => remove(id)}
            >
              <Trash2 className="size-3.5" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function useHistory(onDeleted: (id: string) => void) {
  const queries = useQueryClient()
  const { conversation, snapshot } = useConversation()
  const { data } = useQuery({
    queryKey: ['conversations'],
    queryFn: ({ signal }) => request<Page<ConversationRow>>('/api/conversations', { signal }),
  })
  const finished = snapshot.turns.filter(({ end }) => end !== undefined).length
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['conversations'] })
  }, [queries, snapshot.id, finished])
  const { mutate } = useMutation({
    mutationFn: (id: string) => request(`/api/conversations/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: (_, id) => {
      if (id === conversation.snapshot.id) conversation.reset()
      onDeleted(id)
      return queries.invalidateQueries({ queryKey: ['conversations'] })
    },
  })
  return { rows: data?.items ?? [], remove: mutate }
}

/** By the reader's watch, not by the clock of the cluster that the page shows: that may be a recording's. */
function AskedAt({ time }: { readonly time: number }) {
  return (
    <time dateTime={new Date(time).toISOString()} title={bothTimes(time)} className="text-meta text-ink-3">
      {relativeTime(time, Date.now())}
    </time>
  )
}
