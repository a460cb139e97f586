import { useEffect } from 'react'

/** Names the browser's tab after what is on the screen. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · aks-copilot`
  }, [title])
}
