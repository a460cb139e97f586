import { Chip } from '../../components/chip.tsx'
import { useAsk } from '../../frame/ask-context.ts'

/** Questions that fit the present state; pressed, they are asked. */
export function QuestionRow({ questions }: { readonly questions: readonly string[] }) {
  const ask = useAsk()
  if (questions.length === 0) return null
  return (
    <section aria-label="Ask" className="flex flex-wrap gap-2 px-4 py-4 lg:px-6">
      {questions.map((question) => (
        <Chip key={question} onClick={() => ask(question)}>
          {question}
        </Chip>
      ))}
    </section>
  )
}
