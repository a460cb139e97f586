import { InlineText } from '../../components/inline-text.tsx'
import { Section } from '../../components/section.tsx'
import { StateMark } from '../../components/state-mark.tsx'

/** What else was looked at: nobody needs to look there again. */
export function FoundWell({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  return (
    <Section title="Looked at and found well" aside={sentences.length}>
      <ul className="py-2">
        {sentences.map((sentence) => (
          <li key={sentence} className="flex gap-2.5 px-4 py-0.5 text-ink-2 lg:px-6">
            <StateMark state="ok" word={false} className="h-5 shrink-0" />
            <InlineText text={sentence} className="min-w-0 wrap-anywhere" />
          </li>
        ))}
      </ul>
    </Section>
  )
}
