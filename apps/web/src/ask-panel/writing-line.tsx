import { ArrowDown } from 'lucide-react'
import { proseElement, type Turn } from './turn.ts'

/** While a model writes below a long answer: that it does, and the way there. */
export function WritingLine({ turn }: { readonly turn: Turn }) {
  const { start, modelFollows, prose } = turn
  if (start === undefined || !modelFollows) return null
  const show = () => document.querySelector(`#${CSS.escape(proseElement(turn))}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  return (
    <p className="flex min-h-7 items-center gap-2 text-meta text-ink-2">
      <span aria-hidden="true" className="size-1.5 shrink-0 animate-breathe rounded-full bg-cyan shadow-live" />
      <span className="min-w-0 wrap-anywhere">
        The answer is complete. {start.model.name} {prose === '' ? 'reads the evidence' : 'writes the same in prose'}.
      </span>
      <button type="button" className="inline-flex min-h-6 items-center gap-1 rounded-control px-1 hover:text-ink" onClick={show}>
        Show <ArrowDown className="size-3" aria-hidden="true" />
      </button>
    </p>
  )
}
