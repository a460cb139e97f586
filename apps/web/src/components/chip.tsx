import type { ButtonHTMLAttributes } from 'react'

export interface ChipProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Lit: what it names is on the screen now. */
  readonly lit?: boolean
}

/** A small named thing to press: a citation, a facet, a suggestion. */
export function Chip({ lit = false, className = '', type = 'button', ...rest }: ChipProps) {
  const look = lit ? 'border-cyan text-cyan' : 'border-hairline-strong text-ink-2 hover:border-ink-3 hover:text-ink'
  return (
    <button
      type={type}
      aria-pressed={lit}
      className={`inline-flex min-h-6 items-center gap-1 rounded-full border px-2 text-left text-meta transition-colors ${look} ${className}`}
      {...rest}
    />
  )
}
