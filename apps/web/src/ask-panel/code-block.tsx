import { CopyButton } from '../components/copy-button.tsx'

/** Lines to run or to keep, with copy. They wrap: nothing is hidden. */
export function CodeBlock({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="flex items-start gap-1 rounded-control border border-hairline bg-surface-1 py-0.5 pr-0.5 pl-3">
      <pre className="min-w-0 flex-1 py-1 text-body leading-5 wrap-anywhere whitespace-pre-wrap">{text}</pre>
      <CopyButton text={text} what={what} />
    </div>
  )
}
