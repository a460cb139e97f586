import type { ReactNode } from 'react'

/** Nothing to show, said plainly; `children`: what one can do. */
export function EmptyState({
  title,
  detail,
  children,
}: {
  readonly title: string
  readonly detail?: string
  readonly children?: ReactNode
}) {
  return (
    <div className="flex flex-col items-start gap-1 px-4 py-6 lg:px-6">
      <p className="text-lead">{title}</p>
      {detail === undefined ? null : <p className="max-w-prose text-ink-2">{detail}</p>}
      {children === undefined ? null : <div className="mt-2">{children}</div>}
    </div>
  )
}
