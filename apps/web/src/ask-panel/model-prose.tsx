import { useState } from 'react'
import { InlineText } from '../components/inline-text.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { StateMark } from '../components/state-mark.tsx'
import { AnswerText } from './answer-text.tsx'
import { brokenOff, groundingLabel } from './grounding-label.ts'
import { isRunning, proseElement, type Turn } from './turn.ts'
import { useRevealed } from './use-revealed.ts'

/** What the model wrote, below a line that says which model, where it runs, and how much of it the evidence bears out. */
export function ModelProse({ turn }: { readonly turn: Turn }) {
  const writing = isRunning(turn)
  const dropped = turn.end?.dropped ?? []
  const broken = brokenOff(turn)
  const shown = useRevealed(turn.prose, turn.end !== undefined)
  const label = groundingLabel(turn)
  if (label === undefined) return null
  return (
    <section aria-label="The model’s words" id={proseElement(turn)} className="relative mt-4 scroll-mt-4 pl-4">
      <span
        aria-hidden="true"
        className={`absolute inset-y-0 left-0 w-0.5 rounded-full ${writing ? 'animate-breathe bg-cyan shadow-live' : 'bg-hairline-strong'}`}
      />
      <p className="text-meta text-ink-3">{label}</p>
      <div className="mt-1" aria-live="polite" aria-busy={shown !== turn.prose}>
        {shown === '' ? null : <AnswerText text={shown} streaming={writing || shown !== turn.prose} />}
        {writing && turn.prose === '' ? <Skeleton className="my-1.5 h-3 w-64 max-w-full" /> : null}
        {turn.prose === '' && turn.end !== undefined && broken === undefined ? <p className="text-ink-2">{nothingSaid(turn)}</p> : null}
      </div>
      {broken === undefined ? null : (
        <p className="mt-1 flex max-w-2xl items-start gap-2 text-ink-2">
          <StateMark state="warning" word={false} className="h-5" />
          <InlineText text={`${broken} The answer above is complete without it.`} className="wrap-anywhere" />
        </p>
      )}
      {dropped.length === 0 ? null : <DroppedSentences dropped={dropped} />}
    </section>
  )
}

function nothingSaid({ end }: Turn): string {
  return (end?.dropped.length ?? 0) > 0
    ? 'The evidence bore out none of what the model wrote, so nothing of it is shown.'
    : 'The model added nothing.'
}

/** What was held back, for those who want to know; it is not part of the answer. */
function DroppedSentences({ dropped }: { readonly dropped: readonly { readonly sentence: string; readonly why: string }[] }) {
  const [open, setOpen] = useState(false)
  const count = dropped.length === 1 ? '1 sentence was' : `${dropped.length} sentences were`
  return (
    <div className="mt-1 text-meta text-ink-3">
      <button
        type="button"
        aria-expanded={open}
        className="min-h-6 underline-offset-4 hover:text-ink hover:underline"
        onClick={() => setOpen(!open)}
      >
        {count} held back
      </button>
      {open ? (
        <ul className="mt-1 space-y-1">
          {dropped.map(({ sentence, why }, index) => (
            <li key={index}>
              <s className="wrap-anywhere">{sentence}</s> <InlineText text={why} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
