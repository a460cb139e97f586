import type { Problem } from '@aks-copilot/contracts'
import { Button } from './button.tsx'
import { InlineText } from './inline-text.tsx'
import { StateMark } from './state-mark.tsx'

/** Signing in is a page of the server, not of this one. */
export function SignIn() {
  return (
    <a href="/login" className="inline-flex h-7 items-center rounded-control border border-ink bg-ink px-3 font-medium text-ground">
      Sign in
    </a>
  )
}

/** Why something cannot be shown, and what to do about it. */
export function ErrorState({ problem, onRetry }: { readonly problem: Problem; readonly onRetry?: () => void }) {
  return (
    <section role="alert" className="m-4 max-w-2xl border-l-2 border-red py-1 pl-4 lg:mx-6">
      <h2 className="flex items-center gap-2 text-lead font-semibold">
        <StateMark state="error" word={false} />
        {problem.title}
      </h2>
      <p className="mt-1 text-ink-2">
        <InlineText text={problem.detail} />
      </p>
      {problem.remedy === undefined ? null : (
        <p className="mt-2">
          <InlineText text={problem.remedy} />
        </p>
      )}
      <p className="mt-2 font-mono text-meta text-ink-3">
        {problem.code}
        {problem.runId === '' ? '' : ` · run ${problem.runId}`}
      </p>
      {onRetry === undefined ? null : (
        <div className="mt-3">{problem.status === 401 ? <SignIn /> : <Button onClick={onRetry}>Try again</Button>}</div>
      )}
    </section>
  )
}
