/** A key, or several that are pressed together or one after the other. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className="inline-flex gap-1">
      {keys.map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded-mark whitespace-nowrap border border-hairline-strong px-1 text-center text-meta text-ink-2"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
