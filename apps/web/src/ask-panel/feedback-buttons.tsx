import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { useState } from 'react'
import { judge, verdictOn, type Verdict } from './feedback.ts'

const BUTTONS = [
  { verdict: 'helpful', label: 'Helpful', Symbol: ThumbsUp },
  { verdict: 'wrong', label: 'Wrong', Symbol: ThumbsDown },
] as const

/** Whether an answer helped; kept in this browser only. */
export function FeedbackButtons({ runId }: { readonly runId: string }) {
  const [verdict, setVerdict] = useState<Verdict | undefined>(() => verdictOn(runId))
  const choose = (chosen: Verdict) => {
    const next = chosen === verdict ? undefined : chosen
    judge(runId, next)
    setVerdict(next)
  }
  return BUTTONS.map(({ verdict: one, label, Symbol }) => (
    <button
      key={one}
      type="button"
      aria-label={label}
      aria-pressed={verdict === one}
      title={`${label} (kept in this browser)`}
      className="inline-flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-surface-2 hover:text-ink aria-pressed:bg-surface-3 aria-pressed:text-ink"
      onClick={() => choose(one)}
    >
      <Symbol className="size-3.5" aria-hidden="true" fill={verdict === one ? 'currentColor' : 'none'} />
    </button>
  ))
}
