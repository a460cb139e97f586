import { createContext, lazy, Suspense, useContext } from 'react'

export interface CitationSelection {
  /** The citation whose evidence is lit. */
  readonly lit: string | undefined
  readonly known: ReadonlySet<string>
  /** The element that holds a citation's evidence. */
  readonly elementId: (id: string) => string
  readonly light: (id: string) => void
}

export const CitationContext = createContext<CitationSelection>({
  lit: undefined,
  known: new Set(),
  elementId: (id) => id,
  light: () => undefined,
})

const load = async () => ({ default: (await import('./markdown.tsx')).Markdown })
const Markdown = lazy(load)

/** Fetches the code that draws Markdown before the first answer needs it. */
export function preloadMarkdown(): void {
  void load()
}

/** The text of an answer: Markdown without links, images or HTML; `[E1]` opens its evidence. */
export function AnswerText({ text, streaming = false }: { readonly text: string; readonly streaming?: boolean }) {
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
      <Markdown text={text} streaming={streaming} />
    </Suspense>
  )
}

/** `E1` as a chip: pressing it opens and lights its evidence. */
export function CitationChip({ id }: { readonly id: string }) {
  const { lit, known, elementId, light } = useContext(CitationContext)
  if (!known.has(id)) return null
  const open = lit === id
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={elementId(id)}
      aria-label={`Evidence ${id}`}
      className={`mx-0.5 inline-flex h-6 min-w-6 items-center justify-center rounded-control border px-1 align-middle font-mono text-meta text-cyan transition-colors ${
        open ? 'border-cyan bg-surface-3' : 'border-hairline-strong hover:bg-surface-2'
      }`}
      onClick={() => light(id)}
    >
      {id}
    </button>
  )
}
