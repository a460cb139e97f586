import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

interface TabEntry {
  readonly id: string
  readonly title: string
  readonly count?: number | undefined
}

export interface TabsProps {
  readonly label: string
  readonly tabs: readonly TabEntry[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** The panel of the chosen tab. */
  readonly children: ReactNode
}

export function Tabs({ label, tabs, chosen, onChoose, children }: TabsProps) {
  return (
    <Base.Root value={chosen} onValueChange={(value) => onChoose(String(value))} className="flex min-h-0 flex-1 flex-col">
      <Base.List aria-label={label} className="flex gap-5 overflow-x-auto px-4 hairline-b lg:px-6">
        {tabs.map(({ id, title, count }) => (
          <Base.Tab
            key={id}
            value={id}
            className="-mb-px flex h-9 items-center gap-2 border-b-2 border-transparent whitespace-nowrap text-ink-2 transition-colors hover:text-ink data-active:border-ink data-active:text-ink"
          >
            {title}
            {count === undefined ? null : <span className="text-meta text-ink-3">{count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={chosen} className="flex min-h-0 flex-1 flex-col">
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
