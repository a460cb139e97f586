import { useId, type ReactNode } from 'react'

export interface SectionProps {
  readonly title: string
  /** A short word at the right of the title: a count, a link. */
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A named part of a page; a hairline parts it from the one above. */
export function Section({ title, aside, className = '', children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={className}>
      <header className="flex h-9 items-center gap-3 px-4 hairline-b lg:px-6">
        <h2 id={id} className="text-body font-semibold">
          {title}
        </h2>
        {aside === undefined ? null : <div className="ml-auto text-meta text-ink-3">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
