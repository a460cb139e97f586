import { useState, type DragEvent } from 'react'
import { problemOf } from '../../api/api-error.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { RowsSkeleton } from '../../components/skeleton.tsx'
import { CheckResult } from './check-result.tsx'
import { changeSession, useCheckSession, type SourceText } from './check-session.ts'
import { CheckToolbar } from './check-toolbar.tsx'
import { InputArea } from './input-area.tsx'
import { readDropped, tooLong } from './read-dropped.ts'
import { useFix } from './use-fix.ts'

/** Manifests in, what is wrong and the proven fixes out; nothing is stored. */
export function CheckPage() {
  const session = useCheckSession()
  const { shown, pending, error, retry } = useFix(session)
  const [editing, setEditing] = useState(false)
  const [problem, setProblem] = useState<string>()
  const take = (files: readonly SourceText[], said?: string) => {
    setProblem(said)
    if (files.length === 0) return
    setEditing(false)
    changeSession({ files })
  }
  const read = async (given: readonly File[]) => {
    if (given.length === 0) return
    const { files, problem } = await readDropped(given)
    take(files, problem)
  }
  const drop = useDropZone((files) => void read(files))
  const input = editing || session.files.length === 0
  return (
    <div className="relative flex h-full min-h-0 flex-col" {...drop.handlers}>
      <PageTitle title="Check" />
      <div className="flex min-h-0 flex-1 flex-col hairline-t">
        {input ? (
          <InputArea
            text={session.files.length === 1 ? (session.files[0]?.text ?? '') : ''}
            problem={problem}
            onText={(text) => {
              const long = tooLong(text)
              take(
                long === undefined
                  ? [{ path: (session.files.length === 1 ? session.files[0]?.path : undefined) ?? 'pasted.yaml', text }]
                  : [],
                long,
              )
            }}
            onFiles={(files) => void read(files)}
            onExample={(example) => take([example])}
          />
        ) : (
          <>
            <CheckToolbar session={session} response={shown} onEdit={() => setEditing(true)} />
            {problem === undefined ? null : <p className="px-4 py-1.5 text-amber hairline-b lg:px-6">{problem}</p>}
            {error !== null ? <ErrorState problem={problemOf(error)} onRetry={retry} /> : null}
            {error === null && shown === undefined ? <RowsSkeleton rows={10} /> : null}
            {error === null && shown !== undefined ? <CheckResult session={session} response={shown} pending={pending} /> : null}
          </>
        )}
      </div>
      {drop.over ? (
        <div className="pointer-events-none absolute inset-2 z-20 flex items-center justify-center rounded-panel border-2 border-dashed border-cyan bg-scrim text-lead">
          Drop to check
        </div>
      ) : null}
    </div>
  )
}

function useDropZone(onFiles: (files: readonly File[]) => void) {
  const [over, setOver] = useState(false)
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false)
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      onFiles([...event.dataTransfer.files])
    },
  }
  return { over, handlers }
}
