import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'

/** The search text with some parameters changed; undefined and empty take one away. */
function withParameters(search: string, change: Readonly<Record<string, string | undefined>>): string {
  const params = new URLSearchParams(search)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') params.delete(name)
    else params.set(name, value)
  }
  return params.toString()
}

export type ChangeAddress = (change: Readonly<Record<string, string | undefined>>, options?: { readonly step?: boolean }) => void

/** Filters and selection of the explorer live in the address. `step`: the browser's way back leads to what was before. */
export function useAddress(): { readonly get: (name: string) => string | undefined; readonly change: ChangeAddress } {
  const search = useSearch()
  const [path, navigate] = useLocation()
  const get = useCallback((name: string) => new URLSearchParams(search).get(name) ?? undefined, [search])
  const change = useCallback<ChangeAddress>(
    (change, { step = false } = {}) => {
      const text = withParameters(search, change)
      navigate(text === '' ? path : `${path}?${text}`, { replace: !step })
    },
    [search, path, navigate],
  )
  return { get, change }
}
