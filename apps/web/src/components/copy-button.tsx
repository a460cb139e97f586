import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'

const SHOWN = 1_600

export interface CopyButtonProps {
  readonly text: string | (() => string)
  /** What is copied, for those who hear the page: `command`, `patch`. */
  readonly what: string
  /** Shows this beside the symbol. */
  readonly label?: string
}

export function CopyButton({ text, what, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()
  useEffect(() => {
    if (outcome === undefined) return undefined
    const timer = setTimeout(() => setOutcome(undefined), SHOWN)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => setOutcome((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'failed')
  const said = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Select and copy by hand' : label
  const Symbol = outcome === 'copied' ? Check : Copy
  return (
    <Button look="quiet" onClick={() => void copy()} aria-label={`Copy ${what}`} title={`Copy ${what}`} className="min-w-7 shrink-0 px-1.5">
      <Symbol size={14} aria-hidden="true" />
      {label === undefined && outcome !== 'failed' ? null : <span>{said}</span>}
      <span className="sr-only" role="status">
        {outcome === 'copied' ? 'copied' : ''}
      </span>
    </Button>
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
