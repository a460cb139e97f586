import { useState } from 'react'
import type { FacetValue } from './count-facets.ts'

export interface FacetProps {
  readonly title: string
  readonly values: readonly FacetValue[]
  readonly chosen: string | undefined
  readonly onChoose: (value: string | undefined) => void
  /** Its values are names of objects. */
  readonly names?: boolean
}

const FIRST = 10

/** One facet: its values with counts; pressing the chosen one again takes it back. */
export function Facet({ title, values, chosen, onChoose, names = false }: FacetProps) {
  const [all, setAll] = useState(false)
  const shown = all ? values : values.filter(({ value }, index) => index < FIRST || value === chosen)
  if (values.length === 0) return null
  return (
    <fieldset className="min-w-0">
      <legend className="px-2 text-meta text-ink-3">{title}</legend>
      <ul className="mt-1">
        {shown.map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={value === chosen}
              className="flex h-7 w-full items-center gap-2 rounded-control px-2 text-left text-ink-2 hover:bg-surface-2 hover:text-ink aria-pressed:bg-surface-3 aria-pressed:text-ink"
              onClick={() => onChoose(value === chosen ? undefined : value)}
            >
              <span className={`min-w-0 flex-1 truncate ${names ? 'font-mono text-[0.92em]' : ''}`} title={value}>
                {value}
              </span>
              <span className="text-meta text-ink-3">{count}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length < values.length ? (
        <button type="button" className="h-7 px-2 text-meta text-ink-3 hover:text-ink" onClick={() => setAll(true)}>
          {values.length - shown.length} more
        </button>
      ) : null}
    </fieldset>
  )
}
