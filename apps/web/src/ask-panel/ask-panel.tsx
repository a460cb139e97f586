import { Maximize2, Plus, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { ScopedLink } from '../router/scoped-link.tsx'
import { ConversationView } from './conversation-view.tsx'
import { useConversation } from './use-conversation.ts'

export interface AskPanelProps {
  readonly open: boolean
  readonly onClose: () => void
  /** A question to put at once, from a suggestion or the palette. */
  readonly question?: string | undefined
}

const ICON_BUTTON = 'inline-flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-surface-2 hover:text-ink'

/** The panel that opens over any page with `/`. The page beside it stays alive: one asks about it and goes on in it. Escape closes. */
export function AskPanel({ open, onClose, question }: AskPanelProps) {
  useFocusReturn(open)
  if (!open) return null
  return (
    <div
      role="dialog"
      aria-label="Ask"
      className="fixed inset-y-0 right-0 z-40 flex w-full animate-arrive flex-col border-l border-hairline-strong bg-ground sm:w-[32rem]"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
    >
      <PanelHeader onClose={onClose} />
      <ConversationView intro="Answers come from what the cluster said in the last two hours. They need no model." question={question} />
    </div>
  )
}

/** When the panel closes, the focus goes back to where it was. */
function useFocusReturn(open: boolean): void {
  const before = useRef<Element | null>(null)
  useEffect(() => {
    if (!open) return
    before.current = document.activeElement
    return () => {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    }
  }, [open])
}

function PanelHeader({ onClose }: { readonly onClose: () => void }) {
  const { conversation, snapshot } = useConversation()
  const address = snapshot.id === undefined ? '/ask' : `/ask/${encodeURIComponent(snapshot.id)}`
  return (
    <header className="flex h-11 items-center gap-1 pr-2 pl-4 hairline-b">
      <h2 className="flex-1 text-lead font-semibold">Ask</h2>
      {snapshot.turns.length === 0 ? null : (
        <button type="button" aria-label="New conversation" className={ICON_BUTTON} onClick={() => conversation.reset()}>
          <Plus className="size-4" aria-hidden="true" />
        </button>
      )}
      <ScopedLink to={address} aria-label="Open as a page" className={ICON_BUTTON} onClick={onClose}>
        <Maximize2 className="size-3.5" aria-hidden="true" />
      </ScopedLink>
      <button type="button" aria-label="Close" className={ICON_BUTTON} onClick={onClose}>
        <X className="size-4" aria-hidden="true" />
      </button>
    </header>
  )
}
