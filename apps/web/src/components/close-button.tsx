import { X } from 'lucide-react'

/** The way out of a panel; Escape does the same. */
export function CloseButton({ onClose }: { readonly onClose: () => void }) {
  return (
    <button
      type="button"
      aria-label="Close"
      className="inline-flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-surface-2"
      onClick={onClose}
    >
      <X className="size-4" aria-hidden="true" />
    </button>
  )
}
