import type { CheckRequest, Violation } from '@aks-copilot/contracts'
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
  /** What was chosen of single fixes; all others go as they were meant. */
  readonly choices: readonly FixChoice[]
}

/** One fix, by the name of its violation: applied or left out. */
export type FixChoice = NonNullable<CheckRequest['choices']>[number]

const EMPTY: CheckSession = {
  files: [],
  shownFile: undefined,
  source: 'auto',
  target: undefined,
  kubeVersion: undefined,
  choices: [],
}

let session = EMPTY
const watchers = new Set<() => void>()

/** Applies or leaves out the fixes of these violations. */
export function chooseFixes(violations: readonly Violation[], apply: boolean): void {
  const names = new Set(violations.map(violationKey))
  const others = session.choices.filter((choice) => !names.has(violationKey(choice)))
  const chosen = violations.map(({ ruleId, object, file, path }): FixChoice => ({ ruleId, object, file, path, apply }))
  changeSession({ choices: [...others, ...chosen] })
}

/** What tells a violation from the others, whatever was chosen. */
export function violationKey({ ruleId, object, file, path }: Omit<FixChoice, 'apply'>): string {
  return JSON.stringify([ruleId, file, object.kind, object.namespace, object.name, path])
}

/** Changes parts of the session; new files begin with all switches as they were meant. */
export function changeSession(change: Partial<CheckSession>): void {
  const fresh = change.files === undefined ? {} : { choices: [], shownFile: change.files[0]?.path }
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
