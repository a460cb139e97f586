import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'dark' | 'light' | 'system'
const KEY = 'theme'
const watchers = new Set<() => void>()
const systemIsLight = globalThis.matchMedia('(prefers-color-scheme: light)')

let choice: ThemeChoice = read()

function read(): ThemeChoice {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'dark' || kept === 'light' ? kept : 'system'
  } catch {
    return 'system'
  }
}

function apply(): void {
  const light = choice === 'light' || (choice === 'system' && systemIsLight.matches)
  document.documentElement.dataset['theme'] = light ? 'light' : 'dark'
  for (const watcher of watchers) watcher()
}

systemIsLight.addEventListener('change', apply)

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // Then it holds until the page is closed.
  }
  apply()
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    () => choice,
  )
}
