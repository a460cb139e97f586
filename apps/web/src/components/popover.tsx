import { useId, useRef, type ReactNode, type ToggleEvent } from 'react'

export interface PopoverProps {
  /** What the button shows. */
  readonly trigger: ReactNode
  /** The button's name for assistive technology, where its text is not enough. */
  readonly label?: string
  readonly triggerClassName?: string
  readonly align?: 'start' | 'end'
  /** Gets a function that closes it. Is there only while it is open. */
  readonly children: (close: () => void) => ReactNode
  readonly onOpen?: () => void
}

const GAP = 6
const EDGE = 8

/**
 * A panel below its button, on the browser's own popover: the top layer, Escape, a press beside it and the way back of the focus are the platform's.
 */
export function Popover({ trigger, label, triggerClassName = '', align = 'start', children, onOpen }: PopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const close = () => panel.current?.hidePopover()
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open' || button.current === null || panel.current === null) return
    const anchor = button.current.getBoundingClientRect()
    const { width } = panel.current.getBoundingClientRect()
    const wished = align === 'end' ? anchor.right - width : anchor.left
    panel.current.style.top = `${anchor.bottom + GAP}px`
    panel.current.style.left = `${Math.max(EDGE, Math.min(wished, globalThis.innerWidth - width - EDGE))}px`
    onOpen?.()
  }
  return (
    <>
      <button ref={button} type="button" popoverTarget={id} aria-label={label} title={label} className={triggerClassName}>
        {trigger}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onToggle={place}
        className="fixed m-0 max-h-[70dvh] w-max max-w-[min(26rem,calc(100vw-1rem))] overflow-auto rounded-panel border border-hairline-strong bg-surface-1 p-1 text-ink open:animate-arrive"
      >
        {children(close)}
      </div>
    </>
  )
}
