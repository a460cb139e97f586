import type { ButtonHTMLAttributes } from 'react'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `quiet` has no line around it. */
  readonly look?: 'plain' | 'quiet' | 'strong'
}

const LOOKS = {
  plain: 'border border-hairline-strong bg-surface-1 hover:bg-surface-3 px-2.5',
  quiet: 'text-ink-2 hover:bg-surface-2 hover:text-ink px-2',
  strong: 'border border-ink bg-ink text-ground hover:opacity-85 px-3 font-medium',
} as const

/** At least 28 px high: comfortably above the 24 that a pointer target must have. */
export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  const shared = 'inline-flex h-7 items-center justify-center gap-1.5 rounded-control text-body whitespace-nowrap transition-colors'
  return (
    <button type={type} className={`${shared} ${LOOKS[look]} disabled:cursor-not-allowed disabled:opacity-50 ${className}`} {...rest} />
  )
}
