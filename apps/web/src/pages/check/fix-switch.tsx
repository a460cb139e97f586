export interface FixSwitchProps {
  /** What it switches, for those who hear the page: `Fix k3s-local-path in PersistentVolumeClaim photos`. */
  readonly label: string
  readonly word: string
  readonly on: boolean
  readonly onSwitch: (on: boolean) => void
}

/** Applies a fix or leaves it out. */
export function FixSwitch({ label, word, on, onSwitch }: FixSwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      className="group inline-flex h-6 shrink-0 items-center gap-1.5 text-meta text-ink-2 hover:text-ink"
      onClick={() => onSwitch(!on)}
    >
      {word}
      <span
        aria-hidden="true"
        className="relative h-4 w-7 rounded-full border border-ink-3 transition-colors group-aria-checked:border-ink group-aria-checked:bg-ink"
      >
        <span className="absolute top-0.5 left-0.5 size-2.5 rounded-full bg-ink-3 transition-transform group-aria-checked:translate-x-3 group-aria-checked:bg-ground" />
      </span>
    </button>
  )
}
