import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useSummary } from '../api/queries.ts'
import { Skeleton } from '../components/skeleton.tsx'
import { StateMark } from '../components/state-mark.tsx'

export interface OpeningProps {
  /** What asking is, in a sentence or two. */
  readonly children: ReactNode
  readonly questions: readonly string[]
  readonly onAsk: (question: string) => void
}

/** Before the first question: how the cluster is, and what one would ask of it now. */
export function Opening({ children, questions, onAsk }: OpeningProps) {
  const { data } = useSummary()
  const open = data?.incidents.some(({ state }) => state === 'open') ?? false
  return (
    <div className="animate-arrive px-4 py-5 lg:px-6 [&>*]:max-w-4xl">
      {data === undefined ? (
        <Skeleton className="h-5 w-72 max-w-full" />
      ) : (
        <p className="flex items-start gap-2.5 text-lead">
          <StateMark state={open ? 'error' : 'ok'} word={false} className="h-5.5" />
          {data.headline}
        </p>
      )}
      <p className="mt-1 max-w-prose pl-5.5 text-ink-2">{children}</p>
      {questions.length === 0 ? null : (
        <ul aria-label="Suggested questions" className="mt-4 hairline-t">
          {questions.map((question) => (
            <li key={question} className="hairline-b">
              <button
                type="button"
                className="group flex min-h-row w-full items-center gap-2.5 py-1 text-left text-ink-2 transition-colors hover:bg-surface-1 hover:text-ink"
                onClick={() => onAsk(question)}
              >
                <ChevronRight className="size-3 shrink-0 text-ink-3 group-hover:text-cyan" aria-hidden="true" />
                <span className="wrap-anywhere">{question}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
