import type { ReactNode } from 'react'

export const TRIGGER =
  'flex h-7 min-w-0 items-center gap-1.5 rounded-control px-2 text-body text-ink-2 transition-colors hover:bg-surface-2 hover:text-ink'

export interface MenuRowProps {
  readonly chosen: boolean
  readonly onChoose: () => void
  readonly children: ReactNode
}

/** One choice of a menu in the top bar. */
export function MenuRow({ chosen, onChoose, children }: MenuRowProps) {
  return (
    <button
      type="button"
      aria-current={chosen ? 'true' : undefined}
      onClick={onChoose}
      className={`flex min-h-row w-full items-center gap-2 rounded-control px-2.5 py-1 text-left hover:bg-surface-3 ${chosen ? 'bg-surface-2' : ''}`}
    >
      {children}
    </button>
  )
}
