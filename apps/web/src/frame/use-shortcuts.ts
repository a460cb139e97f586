import { useEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { PAGES } from '../pages/registry.tsx'
import { scopedHref, scopeOf } from '../router/scope.ts'

export interface ShortcutActions {
  readonly onSearch: () => void
  readonly onAsk: () => void
  readonly onKeys: () => void
}

/** Milliseconds in which the second key of `g o` must come. */
const SECOND_KEY = 1_200

/** Keys that hold everywhere but where one writes. */
export function useShortcuts(actions: ShortcutActions): void {
  const [, navigate] = useLocation()
  const search = useSearch()
  const goesUntil = useRef(0)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault()
        actions.onSearch()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target) || document.querySelector('dialog[open]') !== null)
        return
      const target = event.timeStamp < goesUntil.current ? PAGES.find(({ rail }) => rail?.key === event.key)?.rail?.to : undefined
      goesUntil.current = event.key === 'g' ? event.timeStamp + SECOND_KEY : 0
      const act = target === undefined ? actionOf(event.key, actions) : () => navigate(scopedHref(target, scopeOf(search)))
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [actions, navigate, search])
}

function actionOf(key: string, { onAsk, onKeys }: ShortcutActions): (() => void) | undefined {
  return key === '/' ? onAsk : key === '?' ? onKeys : undefined
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
