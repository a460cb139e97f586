import type { LiveReference } from '@aks-copilot/contracts'
import { X } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useClusterStatus, useSummary } from '../api/queries.ts'
import { useScope } from '../router/scope.ts'
import { referenceText } from './answer-markdown.ts'
import { preloadMarkdown } from './answer-text.tsx'
import { Composer } from './composer.tsx'
import { Opening } from './opening.tsx'
import { questionAbout, questionsAbout, useOnScreen } from './on-screen.ts'
import { Suggestions } from './suggestions.tsx'
import { TurnView } from './turn-view.tsx'
import { isRunning } from './turn.ts'
import { useConversation } from './use-conversation.ts'
import { useKeptTurns } from './use-kept-turns.ts'
import { WritingLine } from './writing-line.tsx'

const MOST_SUGGESTIONS = 6

export interface ConversationViewProps {
  /** Says, before the first question, what asking is. */
  readonly intro: ReactNode
  readonly autoFocus?: boolean
  /** Put at once, once. */
  readonly question?: string | undefined
}

/** The conversation with the field for the next question: the same in the panel and on the page. */
export function ConversationView({ intro, autoFocus = true, question }: ConversationViewProps) {
  const { conversation, snapshot } = useConversation()
  const { about, setAside, ask } = useAsking()
  const suggestions = useSuggestions(about)
  const running = snapshot.turns.findLast(isRunning)
  const isFresh = snapshot.turns.length === 0
  const placeholder = usePlaceholder()
  const last = useRef<HTMLDivElement>(null)
  useEffect(preloadMarkdown, [])
  useKeptTurns()
  useAskOnce(question, ask)
  useEffect(() => {
    last.current?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }, [snapshot.turns.length])
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="relative min-h-0 flex-1 overflow-y-auto scroll-thin" tabIndex={-1}>
        {isFresh && question === undefined ? (
          <Opening questions={suggestions} onAsk={ask}>
            {intro}
          </Opening>
        ) : null}
        {snapshot.turns.map((turn, index) => (
          <div key={turn.id} ref={index === snapshot.turns.length - 1 ? last : undefined}>
            <TurnView turn={turn} onRetry={() => conversation.retry(turn.id)} />
          </div>
        ))}
      </div>
      <div className="space-y-2 px-4 py-3 hairline-t lg:px-6 [&>*]:max-w-4xl">
        {running === undefined ? null : <WritingLine turn={running} />}
        {running !== undefined || isFresh ? null : <Suggestions questions={suggestions} onAsk={ask} />}
        {about === undefined ? null : <AboutChip object={about} onRemove={setAside} />}
        <Composer
          running={running !== undefined}
          autoFocus={autoFocus}
          placeholder={placeholder}
          onAsk={ask}
          onStop={() => conversation.stop()}
        />
      </div>
    </div>
  )
}

function usePlaceholder(): string {
  const { snapshot } = useConversation()
  const { status } = useClusterStatus()
  if (snapshot.turns.length > 0) return 'Ask on'
  return status === undefined ? 'Ask in your own words' : `Ask about ${status.name} in your own words`
}

/** Asks within the page's scope, about what is on the screen unless that was set aside. */
function useAsking() {
  const { conversation } = useConversation()
  const { cluster, namespace, at } = useScope()
  const onScreen = useOnScreen()
  const [aside, setAside] = useState<string>()
  const about = onScreen === undefined || referenceText(onScreen) === aside ? undefined : onScreen
  return {
    about,
    setAside: () => setAside(onScreen === undefined ? undefined : referenceText(onScreen)),
    ask: (text: string) => conversation.ask({ question: questionAbout(text, about), cluster, namespace, at }),
  }
}

/** What to ask next: what the last answer suggests, what is on the screen, what fits the state of the cluster. */
function useSuggestions(about: LiveReference | undefined): readonly string[] {
  const { snapshot } = useConversation()
  const { data } = useSummary()
  const answer = snapshot.turns.at(-1)
  const next = (answer?.end ?? answer?.start)?.suggestions ?? []
  if (next.length > 0) return next.slice(0, 3)
  return [...(about === undefined ? [] : questionsAbout(about)), ...(data?.questions ?? [])].slice(0, MOST_SUGGESTIONS)
}

function useAskOnce(question: string | undefined, ask: (question: string) => void): void {
  const asked = useRef<string>(undefined)
  useEffect(() => {
    if (question === undefined || asked.current === question) return
    asked.current = question
    ask(question)
  })
}

function AboutChip({ object, onRemove }: { readonly object: LiveReference; readonly onRemove: () => void }) {
  return (
    <p className="flex items-center gap-1 text-meta text-ink-2">
      about <span className="font-mono wrap-anywhere text-ink">{referenceText(object)}</span>
      <button
        type="button"
        aria-label={`Do not ask about ${referenceText(object)}`}
        className="inline-flex size-6 items-center justify-center rounded-control hover:bg-surface-2"
        onClick={onRemove}
      >
        <X className="size-3" aria-hidden="true" />
      </button>
    </p>
  )
}
