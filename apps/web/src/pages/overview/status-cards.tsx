import type { ClusterStatus, StatusCard } from '@aks-copilot/contracts'
import { Sparkline } from '../../components/sparkline.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { Unwatched } from '../../components/unwatched.tsx'
import { useMoment } from '../../time/now-context.tsx'

export interface StatusCardsProps {
  readonly cards: readonly StatusCard[]
  readonly cluster: ClusterStatus
}

/** A number each, with its last two hours over what is usual. Hairlines part them, no boxes. */
export function StatusCards({ cards, cluster }: StatusCardsProps) {
  return (
    <ul className="grid grid-cols-2 gap-px border-y border-hairline bg-hairline sm:grid-cols-3 xl:grid-cols-6" aria-label="Status">
      {cards.map((card) => (
        <Card key={card.id} card={card} cluster={cluster} />
      ))}
    </ul>
  )
}

function Card({ card, cluster }: { readonly card: StatusCard; readonly cluster: ClusterStatus }) {
  const { shown, past } = useMoment()
  const { title, value, detail, state, points, band } = card
  const range = { from: Date.parse(cluster.window.from), to: Date.parse(cluster.window.to) }
  return (
    <li className="flex min-w-0 flex-col bg-ground px-4 pt-3 pb-2.5 lg:px-6 xl:nth-[n+2]:px-4">
      <h2 className="flex items-center justify-between gap-2 text-meta text-ink-2">
        {title}
        {state === 'ok' ? null : <StateMark state={state} word={state === 'error' ? 'broken' : state} />}
      </h2>
      <p className={`mt-0.5 truncate text-lead font-medium ${state === 'unknown' ? 'text-ink-3' : ''}`} title={value}>
        {value}
      </p>
      {state === 'unknown' ? (
        <p className="mt-1.5 line-clamp-4 text-meta text-ink-3" title={detail}>
          {detail}
        </p>
      ) : (
        <>
          <div className="relative my-1.5">
            {points.length > 1 ? (
              <>
                <Unwatched range={range} since={cluster.watchedSince} />
                <Sparkline points={points} band={band} state={state} {...range} at={past ? shown : undefined} className="relative h-9" />
              </>
            ) : (
              <div className="flex h-9 items-center text-meta text-ink-3">{points.length === 1 ? 'one sample' : ''}</div>
            )}
          </div>
          <p className="truncate text-meta text-ink-3" title={detail}>
            {detail}
          </p>
        </>
      )}
    </li>
  )
}
