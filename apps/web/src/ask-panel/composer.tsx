import { ArrowUp, Square } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

export interface ComposerProps {
  readonly running: boolean
  readonly placeholder: string
  readonly autoFocus?: boolean
  readonly onAsk: (question: string) => void
  readonly onStop: () => void
}

/** As long as the server takes it. */
const LONGEST = 2000

/** Where questions are written: Enter asks, Shift and Enter begins a line, Escape stops what is being answered. */
export function Composer({ running, placeholder, autoFocus = false, onAsk, onStop }: ComposerProps) {
  const [text, setText] = useState('')
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (autoFocus) area.current?.focus()
  }, [autoFocus])
  const ask = () => {
    const question = text.trim()
    if (question === '') return
    setText('')
    onAsk(question)
  }
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      ask()
    } else if (event.key === 'Escape' && running) {
      event.stopPropagation()
      onStop()
    }
  }
  return (
    <form
      className="flex items-end gap-2 rounded-panel border border-hairline-strong bg-surface-1 py-1 pr-1 pl-3 focus-within:border-cyan"
      onSubmit={(event) => {
        event.preventDefault()
        ask()
      }}
    >
      <textarea
        ref={area}
        aria-label="Question"
        rows={1}
        maxLength={LONGEST}
        value={text}
        placeholder={placeholder}
        className="field-sizing-content max-h-40 min-h-8 min-w-0 flex-1 resize-none bg-transparent py-1.5 text-body outline-none placeholder:text-ink-3"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyed}
      />
      <ComposerButton running={running} empty={text.trim() === ''} onStop={onStop} />
    </form>
  )
}

function ComposerButton({ running, empty, onStop }: { readonly running: boolean; readonly empty: boolean; readonly onStop: () => void }) {
  return running ? (
    <button
      type="button"
      aria-label="Stop"
      className="inline-flex h-8 items-center gap-1.5 rounded-control px-2.5 hover:bg-surface-3"
      onClick={onStop}
    >
      <Square className="size-3" fill="currentColor" aria-hidden="true" /> Stop
    </button>
  ) : (
    <button
      type="submit"
      aria-label="Ask"
      disabled={empty}
      className="inline-flex size-8 items-center justify-center rounded-control bg-ink text-ground disabled:bg-surface-3 disabled:text-ink-3"
    >
      <ArrowUp className="size-4" aria-hidden="true" />
    </button>
  )
}
