import { useEffect, useRef } from 'react'

export interface RecordLine {
  /** A time or nothing. */
  readonly head?: string
  readonly text: string
  /** The line that says so. */
  readonly lit: boolean
}

/** Lines of a record in their order, the telling ones lit. */
export function RecordLines({ lines }: { readonly lines: readonly RecordLine[] }) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const lit = list.current?.querySelector('[data-lit]')
    if (lit instanceof HTMLElement && list.current !== null) list.current.scrollTop = lit.offsetTop - list.current.clientHeight / 2
    // It has grown since its row was opened.
    list.current?.closest('li')?.scrollIntoView({ block: 'nearest' })
  }, [lines])
  if (lines.length === 0) return <p className="text-ink-2">The record itself is no longer kept; the text above is what it said.</p>
  return (
    <div
      ref={list}
      tabIndex={0}
      role="group"
      aria-label="Record"
      className="relative max-h-60 overflow-auto rounded-control border border-hairline bg-ground py-1 font-mono text-meta leading-5 scroll-thin"
    >
      {lines.map(({ head, text, lit }, index) => (
        <div
          key={`${index} ${text}`}
          data-lit={lit ? '' : undefined}
          className={`flex gap-3 border-l-2 px-2.5 ${lit ? 'border-cyan bg-surface-2' : 'border-transparent text-ink-2'}`}
        >
          {head === undefined ? null : <span className="shrink-0 text-ink-3">{head}</span>}
          <span className="min-w-0 wrap-anywhere whitespace-pre-wrap">{text}</span>
        </div>
      ))}
    </div>
  )
}
