import type { LiveReference } from '@aks-copilot/contracts'
import type { ReactNode } from 'react'
import { CloseButton } from '../../components/close-button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { ObjectName } from '../../components/object-name.tsx'

export interface RecordViewProps {
  readonly title: string
  readonly object: LiveReference
  readonly text: string
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
  readonly onClose: () => void
}

/** One record in full, below the list: nothing of its text is cut. */
export function RecordView({ title, object, text, facts, onClose }: RecordViewProps) {
  return (
    <section
      aria-label={title}
      className="flex max-h-[60%] min-h-0 animate-arrive flex-col bg-ground max-lg:absolute max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-20 max-lg:border-t max-lg:border-hairline-strong lg:max-h-none lg:w-[38%] lg:shrink-0 lg:border-l lg:border-hairline-strong"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="flex min-h-11 items-center gap-3 px-4 py-2 hairline-b lg:px-6">
        <h2 className="min-w-0 flex-1 font-semibold wrap-anywhere">{title}</h2>
        <CopyButton text={text} what="text" />
        <CloseButton onClose={onClose} />
      </header>
      <div className="min-h-0 space-y-3 overflow-y-auto px-4 py-3 scroll-thin lg:px-6" tabIndex={0}>
        <ObjectName object={object} />
        <p className="font-mono text-meta leading-5 wrap-anywhere whitespace-pre-wrap">{text}</p>
        <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-y-1">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  )
}
