import { CopyButton } from './copy-button.tsx'

/** A command to run in a terminal, whole and copyable; long ones wrap, so that nothing is hidden. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div className="flex items-start gap-1 rounded-control border border-hairline bg-surface-1 py-0.5 pr-0.5 pl-3">
      <pre className="min-w-0 flex-1 py-1 text-body leading-5 wrap-anywhere whitespace-pre-wrap">
        <span aria-hidden="true" className="text-ink-3 select-none">
          ${' '}
        </span>
        {text}
      </pre>
      <CopyButton text={text} what="command" />
    </div>
  )
}
