import type { LogRow, LogTemplateRow } from '@aks-copilot/contracts'
import { CloseButton } from '../../components/close-button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { clockTime } from '../../time/format-time.ts'
import { ListStates } from './list-states.tsx'
import { useAllPages } from './use-all-pages.ts'

export interface LogLinesProps {
  readonly template: LogTemplateRow
  readonly onClose: () => void
}

/** The lines of one kind that are kept, the newest first. */
export function LogLines({ template, onClose }: LogLinesProps) {
  const { id, pod, container, pattern, count } = template
  const pages = useAllPages<LogRow>({
    path: '/api/logs',
    params: { template: id, name: pod.name, limit: 500, ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }) },
  })
  return (
    <section
      aria-label="Lines"
      className="flex min-h-0 animate-arrive flex-col bg-ground max-lg:absolute max-lg:inset-0 max-lg:z-20 lg:w-[46%] lg:shrink-0 lg:border-l lg:border-hairline-strong"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="flex min-h-11 items-center gap-3 px-4 py-2 hairline-b lg:px-6">
        <h2 className="min-w-0 flex-1">
          <ObjectName object={pod} /> <span className="text-meta text-ink-3">{container}</span>
        </h2>
        <CopyButton text={pages.items.map(({ at, text }) => `${at} ${text}`).join('\n')} what="lines" />
        <CloseButton onClose={onClose} />
      </header>
      <p className="px-4 py-2 text-meta text-ink-2 hairline-b lg:px-6">
        <span className="font-mono wrap-anywhere">{pattern}</span>
        <span className="text-ink-3">
          {' '}
          {count === pages.items.length
            ? count === 1
              ? '1 line'
              : `${count} lines`
            : `${count} lines, ${pages.items.length} of them kept and shown`}
        </span>
      </p>
      <ListStates pages={pages} shown={pages.items.length} what="lines">
        <ol className="min-h-0 flex-1 overflow-y-auto py-1 font-mono text-meta leading-5 scroll-thin" tabIndex={0}>
          {pages.items.map(({ id, at, text }) => (
            <li key={id} className="flex gap-3 px-4 py-0.5 hover:bg-surface-1 lg:px-6">
              <time dateTime={at} className="shrink-0 text-ink-3">
                {clockTime(Date.parse(at), true)}
              </time>
              <span className="min-w-0 wrap-anywhere whitespace-pre-wrap">{text}</span>
            </li>
          ))}
        </ol>
        {pages.hasMore ? (
          <button type="button" className="h-9 text-ink-2 hairline-t hover:text-ink" onClick={pages.more}>
            Older lines
          </button>
        ) : null}
      </ListStates>
    </section>
  )
}
