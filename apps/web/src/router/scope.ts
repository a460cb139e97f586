import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'

/** What the whole page looks at. It lives in the address, so that every view can be sent to somebody. */
export interface Scope {
  readonly cluster?: string | undefined
  readonly namespace?: string | undefined
  /** RFC 3339; absent: now. */
  readonly at?: string | undefined
}

const NAMES = ['cluster', 'namespace', 'at'] as const

export function scopeOf(search: string): Scope {
  const params = new URLSearchParams(search)
  const at = params.get('at')
  return {
    cluster: params.get('cluster') ?? undefined,
    namespace: params.get('namespace') ?? undefined,
    at: at !== null && !Number.isNaN(Date.parse(at)) ? at : undefined,
  }
}

/** `path`, which may bring parameters of its own, with the scope added. */
export function scopedHref(path: string, scope: Scope): string {
  const [bare = path, own = ''] = path.split('?')
  const params = new URLSearchParams(own)
  for (const name of NAMES) {
    const value = scope[name]
    if (value !== undefined && !params.has(name)) params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? bare : `${bare}?${text}`
}

/** The present search text with parts of the scope changed; undefined takes a part away. */
export function withScope(search: string, change: Scope): string {
  const params = new URLSearchParams(search)
  for (const name of NAMES) {
    if (!(name in change)) continue
    const value = change[name]
    if (value === undefined) params.delete(name)
    else params.set(name, value)
  }
  return params.toString()
}

export function useScope(): Scope {
  const search = useSearch()
  return useMemo(() => scopeOf(search), [search])
}

/** Changes the scope in the address. `replace` (the default) makes no step in the browser's history. */
export function useSetScope(): (change: Scope, options?: { replace?: boolean }) => void {
  const [path, navigate] = useLocation()
  const search = useSearch()
  return useCallback(
    (change, options) => {
      const text = withScope(search, change)
      navigate(text === '' ? path : `${path}?${text}`, { replace: options?.replace ?? true })
    },
    [path, search, navigate],
  )
}
