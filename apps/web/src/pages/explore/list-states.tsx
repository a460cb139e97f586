import type { ReactNode } from 'react'
import { problemOf } from '../../api/api-error.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { RowsSkeleton } from '../../components/skeleton.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useAddress } from './use-address.ts'
import type { Pages } from './use-all-pages.ts'

export interface ListStatesProps {
  readonly pages: Pick<Pages<unknown>, 'items' | 'pending' | 'error' | 'skipped' | 'retry'>
  /** How many the filters leave. */
  readonly shown: number
  /** What is listed: `events`. */
  readonly what: string
  readonly children: ReactNode
}

/** A list, or what stands for it: loading, an error, nothing there, nothing that fits; above it what could not be read. */
export function ListStates({ pages, shown, what, children }: ListStatesProps) {
  if (pages.pending) return <RowsSkeleton rows={12} />
  if (pages.error !== null && pages.error !== undefined) return <ErrorState problem={problemOf(pages.error)} onRetry={pages.retry} />
  return (
    <>
      {pages.skipped.length === 0 ? null : <NotRead skipped={pages.skipped} />}
      {shown > 0 ? children : <Nothing all={pages.items.length} what={what} partial={pages.skipped.length > 0} />}
    </>
  )
}

const FILTERS = ['filter', 'kind', 'state', 'type', 'reason', 'level', 'pod', 'metric']
const NO_FILTERS = Object.fromEntries(FILTERS.map((name) => [name, undefined]))

function Nothing({ all, what, partial }: { readonly all: number; readonly what: string; readonly partial: boolean }) {
  const { change } = useAddress()
  if (all > 0) {
    return (
      <EmptyState title={`None of ${all} ${what} fits the filters.`}>
        <Button onClick={() => change(NO_FILTERS)}>Clear the filters</Button>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={`No ${what} here.`}
      detail={partial ? 'What could not be read is named above.' : 'Nothing was seen within the last two hours.'}
    />
  )
}

function NotRead({ skipped }: { readonly skipped: Pages<unknown>['skipped'] }) {
  return (
    <ul className="px-4 py-2 hairline-b lg:px-6" aria-label="What could not be read">
      {skipped.slice(0, 3).map(({ what, why }, index) => (
        <li key={index} className="flex items-baseline gap-2">
          <StateMark state="unknown" word={false} className="self-center" />
          <span className="wrap-anywhere">
            <span className="font-medium">{what}</span> <span className="text-ink-2">{why}</span>
          </span>
        </li>
      ))}
      {skipped.length > 3 ? <li className="text-meta text-ink-3">and {skipped.length - 3} more</li> : null}
    </ul>
  )
}
