import { useSyncExternalStore } from 'react'

export interface SourceText {
  readonly path: string
  readonly text: string
}

/** What is being checked. It lives in the memory of this page only: neither browser nor server stores it. */
export interface CheckSession {
  readonly files: readonly SourceText[]
  readonly shownFile: string | undefined
  readonly source: string
  readonly target: string | undefined
  readonly kubeVersion: string | undefined
  /** Rules whose fixes were switched off, and optional ones that were switched on. */
  readonly off: readonly string[]
  readonly allowed: readonly string[]
}

const EMPTY: CheckSession = {
  files: [],
  shownFile: undefined,
  source: 'auto',
  target: undefined,
  kubeVersion: undefined,
  off: [],
  allowed: [],
}

let session = EMPTY
const watchers = new Set<() => void>()

/** Changes parts of the session; new files begin with all switches as they were meant. */
export function changeSession(change: Partial<CheckSession>): void {
  const fresh = change.files === undefined ? {} : { off: [], allowed: [], shownFile: change.files[0]?.path }
  session = { ...session, ...fresh, ...change }
  for (const watcher of watchers) watcher()
}

/** It outlives the page's component: going elsewhere and coming back loses nothing. */
export function useCheckSession(): CheckSession {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    () => session,
  )
}
