import { useQuery } from '@tanstack/react-query'
import { History, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useLocation, useParams, useSearch } from 'wouter'
import { problemOf } from '../../api/api-error.ts'
import { ConversationView } from '../../ask-panel/conversation-view.tsx'
import { useConversation } from '../../ask-panel/use-conversation.ts'
import { keptConversation } from '../../ask-panel/use-kept-turns.ts'
import { Button } from '../../components/button.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { scopedHref, useScope } from '../../router/scope.ts'
import { ConversationHistory } from './conversation-history.tsx'

/** Asking on a page of its own, with the conversations that the server keeps. */
export function AskPage() {
  const { conversation: shown } = useParams<{ conversation?: string }>()
  const question = new URLSearchParams(useSearch()).get('question') ?? undefined
  const { conversation, snapshot } = useConversation()
  const goTo = useGoTo()
  const [listed, setListed] = useState(false)
  const failure = useShownConversation(shown)
  const named = useRef(snapshot.id)
  useEffect(() => {
    // An answer names its conversation: from then on the address leads back to it.
    const isNew = snapshot.id !== named.current
    named.current = snapshot.id
    if (snapshot.id !== undefined && snapshot.id !== shown && (isNew || shown === undefined)) goTo(snapshot.id, true)
  }, [snapshot.id, shown, goTo])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageTitle title="Ask">
        <Button look="quiet" className="ml-auto lg:hidden" aria-pressed={listed} onClick={() => setListed(!listed)}>
          <History className="size-3.5" aria-hidden="true" /> Earlier
        </Button>
        <Button
          look="quiet"
          className="lg:ml-auto"
          onClick={() => {
            setListed(false)
            conversation.reset()
            goTo(undefined)
          }}
        >
          <Plus className="size-3.5" aria-hidden="true" /> New conversation
        </Button>
      </PageTitle>
      <div className="flex min-h-0 flex-1 hairline-t">
        <ConversationHistory
          shown={snapshot.id}
          onDeleted={(id) => (id === snapshot.id ? goTo(undefined) : undefined)}
          open={listed}
          onChosen={() => setListed(false)}
        />
        <div className={`min-h-0 min-w-0 flex-1 ${listed ? 'hidden lg:flex' : 'flex'}`}>
          {failure === undefined ? (
            <ConversationView intro={INTRO} question={shown === undefined ? question : undefined} />
          ) : (
            <ErrorState problem={problemOf(failure)} onRetry={() => goTo(undefined)} />
          )}
        </div>
      </div>
    </div>
  )
}

/** Loads the conversation in the address, where it is not on the screen already. */
function useShownConversation(id: string | undefined): unknown {
  const { conversation, snapshot } = useConversation()
  // What was on the screen under this address and is not any more was left on purpose: by a question about another cluster.
  const [followed, setFollowed] = useState<string>()
  useEffect(() => {
    if (id === snapshot.id) setFollowed(id)
  }, [id, snapshot.id])
  const wanted = id !== undefined && id !== snapshot.id && id !== followed
  const { data, error } = useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => keptConversation(id ?? '', signal),
    enabled: wanted,
    staleTime: 0,
    gcTime: 0,
  })
  useEffect(() => {
    if (wanted && data?.id === id && data !== undefined) conversation.show(data)
  }, [wanted, data, id, conversation])
  return wanted ? (error ?? undefined) : undefined
}

function useGoTo(): (id: string | undefined, replace?: boolean) => void {
  const [, navigate] = useLocation()
  const scope = useScope()
  return (id, replace = false) => navigate(scopedHref(id === undefined ? '/ask' : `/ask/${encodeURIComponent(id)}`, scope), { replace })
}

const INTRO =
  'Answers come from what the cluster said in the last two hours, with each record to open. Where a model is there, it writes the same in prose below, each sentence checked against the records.'
