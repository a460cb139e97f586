/** A sentence of the server with its `names` in mono. Nothing else is read as markup. */
export function InlineText({ text, className = '' }: { readonly text: string; readonly className?: string }) {
  const parts = text.split('`')
  // An odd backtick belongs to the text itself.
  if (parts.length % 2 === 0) return <span className={className}>{text}</span>
  return (
    <span className={className}>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <code key={index} className="wrap-anywhere text-[0.92em]">
            {part}
          </code>
        ),
      )}
    </span>
  )
}
