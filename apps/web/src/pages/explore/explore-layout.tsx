import { ListFilter } from 'lucide-react'
import { useState, type ReactNode } from 'react'

export interface ExploreLayoutProps {
  readonly filter: string
  readonly onFilter: (text: string) => void
  readonly placeholder: string
  /** How many are shown, in words. */
  readonly count: string
  /** At the right of the filter: another way to see the same. */
  readonly aside?: ReactNode
  readonly facets: ReactNode
  readonly children: ReactNode
  /** The split view of the chosen one. */
  readonly detail?: ReactNode
}

/** Facets, list and split view side by side; on narrow screens the split view lies over the list and facets fold. */
export function ExploreLayout({ filter, onFilter, placeholder, count, aside, facets, children, detail }: ExploreLayoutProps) {
  const [open, setOpen] = useState(false)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col lg:flex-row">
      <aside
        aria-label="Facets"
        className={`shrink-0 space-y-4 overflow-y-auto px-2 py-3 scroll-thin lg:block lg:w-52 lg:border-r lg:border-hairline lg:pl-4 ${open ? 'max-h-72 hairline-b' : 'hidden'}`}
      >
        {facets}
      </aside>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex h-11 shrink-0 items-center gap-3 px-4 hairline-b lg:px-6">
          <button
            type="button"
            aria-expanded={open}
            aria-label="Facets"
            className="inline-flex size-7 shrink-0 items-center justify-center rounded-control hover:bg-surface-2 lg:hidden"
            onClick={() => setOpen(!open)}
          >
            <ListFilter className="size-4" aria-hidden="true" />
          </button>
          <FilterInput text={filter} onText={onFilter} placeholder={placeholder} />
          <span className="shrink-0 text-meta text-ink-3 max-sm:sr-only" role="status">
            {count}
          </span>
          {aside}
        </div>
        {children}
      </div>
      {detail}
    </div>
  )
}

function FilterInput({
  text,
  onText,
  placeholder,
}: {
  readonly text: string
  readonly onText: (text: string) => void
  readonly placeholder: string
}) {
  return (
    <input
      type="search"
      aria-label="Filter"
      value={text}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      className="h-7 min-w-0 flex-1 rounded-control border border-hairline-strong bg-surface-1 px-2.5 placeholder:text-ink-3"
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') {
          event.stopPropagation()
          onText('')
        }
      }}
    />
  )
}
