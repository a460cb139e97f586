import { RotateCcw } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { Button } from '../components/button.tsx'
import { CopyButton } from '../components/copy-button.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { StateMark } from '../components/state-mark.tsx'
import { clockTime } from '../time/format-time.ts'
import { turnMarkdown } from './answer-markdown.ts'
import { AnswerText, CitationContext, type CitationSelection } from './answer-text.tsx'
import { EvidenceList } from './evidence-list.tsx'
import { FeedbackButtons } from './feedback-buttons.tsx'
import { ModelProse } from './model-prose.tsx'
import { isRunning, type Turn } from './turn.ts'

export interface TurnViewProps {
  readonly turn: Turn
  readonly onRetry: () => void
}

/** One question with its answer: the whole answer from the evidence first, the model's prose below, then what it rests on. */
export function TurnView({ turn, onRetry }: TurnViewProps) {
  const selection = useSelection(turn)
  const answer = turn.end ?? turn.start
  return (
    <CitationContext value={selection}>
      <article aria-busy={isRunning(turn)} className="animate-arrive px-4 py-4 hairline-b lg:px-6 [&>*]:max-w-4xl">
        <QuestionLine turn={turn} />
        {answer === undefined ? null : (
          <>
            <p className="mt-3 max-w-2xl text-lead font-semibold">{answer.headline}</p>
            {answer.answer.trim() === answer.headline.trim() ? null : (
              <div className="mt-2">
                <AnswerText text={answer.answer} />
              </div>
            )}
            <ModelProse turn={turn} />
            <EvidenceList citations={turn.citations} />
          </>
        )}
        {turn.state === 'asking' ? <AnswerSkeleton /> : null}
        <Ending turn={turn} onRetry={onRetry} />
      </article>
    </CitationContext>
  )
}

function useSelection({ citations }: Turn): CitationSelection {
  const [lit, setLit] = useState<string>()
  const prefix = useId()
  return useMemo(
    () => ({
      lit,
      known: new Set(citations.map(({ id }) => id)),
      elementId: (id: string) => `${prefix}-${id}`,
      light: (id: string) => setLit((before) => (before === id ? undefined : id)),
    }),
    [lit, citations, prefix],
  )
}

function QuestionLine({ turn }: { readonly turn: Turn }) {
  const { asked, start } = turn
  const about = [
    asked.namespace === undefined ? undefined : `in ${asked.namespace}`,
    asked.at === undefined ? undefined : `as of ${clockTime(Date.parse(asked.at))} UTC`,
    ...(start?.understood.notes ?? []),
    turn.note,
  ].filter((note) => note !== undefined)
  return (
    <header>
      <h2 className="max-w-prose text-body font-medium wrap-anywhere text-ink-2">{asked.question}</h2>
      {about.length === 0 ? null : <p className="mt-0.5 text-meta wrap-anywhere text-ink-3">{about.join(' · ')}</p>}
    </header>
  )
}

function AnswerSkeleton() {
  return (
    <div role="status" aria-label="The answer is on its way" className="mt-3 space-y-2">
      <Skeleton className="h-5 w-80 max-w-full" />
      <Skeleton className="h-3 w-full max-w-prose" />
      <Skeleton className="h-3 w-2/3" />
    </div>
  )
}

function Ending({ turn, onRetry }: TurnViewProps) {
  if (isRunning(turn)) return null
  const complete = turn.start !== undefined
  return (
    <footer className="mt-2">
      {turn.state === 'failed' ? <FailureNote turn={turn} /> : null}
      {turn.state === 'stopped' ? (
        <p className="mt-2 text-ink-2">{complete ? 'Stopped. The answer is complete; the model’s prose is not.' : 'Stopped.'}</p>
      ) : null}
      <div className="-ml-1.5 flex flex-wrap items-center gap-1 pt-1">
        {complete ? <CopyButton text={turnMarkdown(turn)} what="as Markdown" label="Copy as Markdown" /> : null}
        <Button look="quiet" onClick={onRetry}>
          <RotateCcw className="size-3.5" aria-hidden="true" />
          Ask again
        </Button>
        {turn.end === undefined ? null : <FeedbackButtons runId={turn.end.runId} />}
        {turn.end === undefined ? null : (
          <span className="ml-auto text-meta text-ink-3">answered in {Math.max(1, Math.round(turn.end.timings.retrievalMs))} ms</span>
        )}
      </div>
    </footer>
  )
}

function FailureNote({ turn }: { readonly turn: Turn }) {
  const { failure, start } = turn
  return (
    <div role="alert" className="mt-3 max-w-prose border-l-2 border-amber pl-3">
      <p className="flex items-baseline gap-2">
        <StateMark state="warning" word={false} className="self-center" />
        {failure?.message}
      </p>
      <p className="text-ink-2">
        {start === undefined ? failure?.remedy : 'The answer above is complete; only the model’s prose is missing.'}
      </p>
      <p className="font-mono text-meta text-ink-3">{failure?.code}</p>
    </div>
  )
}
