export interface ProfileSelectProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly name: string; readonly title: string }[]
  readonly onChoose: (name: string) => void
}

export function ProfileSelect({ label, value, choices, onChoose }: ProfileSelectProps) {
  return (
    <label className="inline-flex items-center gap-1.5 text-ink-3">
      {label}
      <select
        value={value}
        className="h-7 rounded-control border border-hairline-strong bg-surface-1 px-1.5 text-ink"
        onChange={(event) => onChoose(event.target.value)}
      >
        {choices.some(({ name }) => name === value) ? null : <option value={value}>…</option>}
        {choices.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
