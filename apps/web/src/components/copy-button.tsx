import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

export interface CopyButtonProps {
  readonly text: string | (() => string)
  /** What is copied, for those who hear the page: `Copy command`. */
  readonly label: string
  /** Shows the label beside the symbol. */
  readonly withLabel?: boolean
}

const SHOWN = 1_600

export function CopyButton({ text, label, withLabel = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()
  useEffect(() => {
    if (outcome === undefined) return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => setOutcome((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'failed')
  const said = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Select and copy by hand' : label
  const Symbol = outcome === 'copied' ? Check : Copy
  return (
    <button
      type="button"
      aria-label={said}
      title={withLabel ? undefined : said}
      className="inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 rounded-control px-1.5 text-body whitespace-nowrap text-ink-2 transition-colors hover:bg-surface-3 hover:text-ink"
      onClick={() => void copy()}
    >
      <Symbol className="size-3.5" aria-hidden="true" />
      {withLabel ? said : null}
    </button>
  )
}

/** The clipboard exists on secure origins only; elsewhere a selection is copied the old way. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text, ariaHidden: 'true' })
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}
