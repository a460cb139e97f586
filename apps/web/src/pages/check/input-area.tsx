import { Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import type { SourceText } from './check-session.ts'
import { EXAMPLE } from './example.ts'

export interface InputAreaProps {
  /** What is there to be edited. */
  readonly text: string
  readonly problem: string | undefined
  readonly onText: (text: string) => void
  readonly onFiles: (files: readonly File[]) => void
  readonly onExample: (example: SourceText) => void
}

/** Where manifests come in: pasted, dropped anywhere on the page, or chosen. */
export function InputArea({ text, problem, onText, onFiles, onExample }: InputAreaProps) {
  const [draft, setDraft] = useState(text)
  const picker = useRef<HTMLInputElement>(null)
  return (
    <form
      className="flex min-h-0 flex-1 flex-col gap-3 px-4 py-4 lg:px-6"
      onSubmit={(event) => {
        event.preventDefault()
        onText(draft)
      }}
    >
      <p className="max-w-prose text-ink-2">
        Paste manifests, or drop files anywhere on this page. They are checked by this server, kept in memory only, and stored nowhere.
      </p>
      <textarea
        aria-label="Manifests"
        value={draft}
        spellCheck={false}
        placeholder={'apiVersion: v1\nkind: …'}
        className="min-h-40 flex-1 resize-none rounded-panel border border-hairline-strong bg-surface-1 p-3 font-mono text-meta leading-5 placeholder:text-ink-3"
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && draft.trim() !== '') onText(draft)
        }}
      />
      {problem === undefined ? null : (
        <p role="alert" className="text-amber">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button look="strong" type="submit" disabled={draft.trim() === ''}>
          Check
        </Button>
        <Button onClick={() => picker.current?.click()}>
          <Upload className="size-3.5" aria-hidden="true" /> Choose files
        </Button>
        <Button look="quiet" onClick={() => onExample(EXAMPLE)}>
          Use an example
        </Button>
        <input
          ref={picker}
          type="file"
          multiple
          accept=".yaml,.yml,.json"
          aria-label="Files"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </div>
    </form>
  )
}
