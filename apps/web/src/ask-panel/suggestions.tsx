export interface SuggestionsProps {
  readonly questions: readonly string[]
  readonly onAsk: (question: string) => void
}

/** Questions to put with one press. */
export function Suggestions({ questions, onAsk }: SuggestionsProps) {
  if (questions.length === 0) return null
  return (
    <ul aria-label="Suggested questions" className="flex flex-wrap gap-1.5">
      {questions.map((question) => (
        <li key={question}>
          <button
            type="button"
            className="min-h-7 rounded-control border border-hairline-strong px-2.5 py-1 text-left text-body wrap-anywhere text-ink-2 transition-colors hover:bg-surface-2 hover:text-ink"
            onClick={() => onAsk(question)}
          >
            {question}
          </button>
        </li>
      ))}
    </ul>
  )
}
