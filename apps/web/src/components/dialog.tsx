import { useEffect, useRef, type ReactNode } from 'react'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}

/** The browser's own modal dialog: keeps the focus, hears Escape, closes on a press beside it and gives the focus back. */
export function Dialog({ open, onClose, label, className = '', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal()
    if (!open) dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
      className={`m-auto max-h-[80dvh] w-[min(40rem,calc(100vw-1.5rem))] overflow-hidden rounded-panel border border-hairline-strong bg-surface-1 p-0 text-ink outline-none backdrop:bg-scrim open:animate-arrive ${className}`}
    >
      {open ? children : null}
    </dialog>
  )
}
