import type { ReactNode } from 'react'
import { useDocumentTitle } from '../frame/use-document-title.ts'

/** The one h1 of a page; it names the browser's tab, too. `children` stand at its right. */
export function PageTitle({ title, tab, children }: { readonly title: string; readonly tab?: string; readonly children?: ReactNode }) {
  useDocumentTitle(tab ?? title)
  return (
    <header className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 lg:px-6">
      <h1 className="text-title font-semibold tracking-tight text-balance">{title}</h1>
      {children}
    </header>
  )
}
