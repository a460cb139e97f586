import { CopyButton } from './copy-button.tsx'

/** A command or a few lines to run, with copy. It wraps: nothing of a command is hidden. */
export function CommandBlock({ command, label = 'Copy command' }: { readonly command: string; readonly label?: string }) {
  return (
    <div className="flex items-start gap-1 rounded-control border border-hairline bg-surface-1 py-1 pr-1 pl-3">
      <pre className="min-w-0 flex-1 py-1 font-mono text-meta wrap-anywhere whitespace-pre-wrap">{command}</pre>
      <CopyButton text={command} label={label} />
    </div>
  )
}
