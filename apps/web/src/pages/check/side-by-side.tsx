import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { diffRows, type DiffRow } from './diff-rows.ts'
import { lineMarks, segments, type Indexed, type LineMark } from './line-marks.ts'

export interface SideBySideProps {
  readonly before: string
  readonly after: string
  readonly violations: readonly Indexed[]
  readonly selected: number | undefined
  readonly onSelect: (index: number) => void
}

const LINE = 20
/** With a tenth of an em of room, the wave is seen below mono letters. */
const WAVES = { error: 'decoration-red', warning: 'decoration-amber', info: 'decoration-ink-3' } as const

/** The source with its violations underlined, and the fixed text line beside line; of any length. */
export function SideBySide({ before, after, violations, selected, onSelect }: SideBySideProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => diffRows(before, after), [before, after])
  const marks = useMemo(() => lineMarks(violations, before.split('\n')), [violations, before])
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => LINE, overscan: 40 })
  const line = violations.find(({ index }) => index === selected)?.violation.line
  useEffect(() => {
    const row = line === undefined ? -1 : rows.findIndex(({ left }) => left?.number === line)
    if (row >= 0) virtual.scrollToIndex(row, { align: 'center' })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a new choice scrolls
  }, [line, selected])
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label="Source and fixed text"
      className="min-h-0 flex-1 overflow-y-auto font-mono text-meta leading-5 scroll-thin -outline-offset-2"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <div
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              className={`absolute inset-x-0 top-0 grid md:grid-cols-2 ${row.left?.number === line && line !== undefined ? 'bg-surface-2' : ''}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <LeftSide row={row} marks={row.left === undefined ? undefined : marks.get(row.left.number)} onSelect={onSelect} />
              <RightSide row={row} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function LeftSide({
  row: { left, same },
  marks,
  onSelect,
}: {
  readonly row: DiffRow
  readonly marks: readonly LineMark[] | undefined
  readonly onSelect: (index: number) => void
}) {
  if (left === undefined) return <span className="bg-surface-1 max-md:hidden" />
  return (
    <span className={`flex min-w-0 ${same ? '' : 'bg-red/10'}`}>
      <LineNumber number={left.number} sign={same ? '' : '−'} word={same ? '' : 'removed'} />
      <span className="min-w-0 flex-1 pr-3 wrap-anywhere whitespace-pre-wrap">
        {segments(left.text, marks).map(({ text, mark }, index) =>
          mark === undefined ? (
            text
          ) : (
            <button
              key={index}
              type="button"
              aria-label={`${mark.severity} on line ${left.number}: ${text.trim()}`}
              className={`text-left whitespace-pre-wrap underline decoration-wavy decoration-1 underline-offset-[3px] ${WAVES[mark.severity]}`}
              onClick={() => onSelect(mark.index)}
            >
              {text}
            </button>
          ),
        )}
      </span>
    </span>
  )
}

/** On narrow screens both sides stand below each other, and lines that stay the same are shown once. */
function RightSide({ row: { right, same } }: { readonly row: DiffRow }) {
  if (right === undefined) return <span className="bg-surface-1 max-md:hidden md:border-l md:border-hairline" />
  return (
    <span className={`flex min-w-0 md:border-l md:border-hairline ${same ? 'text-ink-2 max-md:hidden' : 'bg-green/10'}`}>
      <LineNumber number={right.number} sign={same ? '' : '+'} word={same ? '' : 'added'} />
      <span className="min-w-0 flex-1 pr-3 wrap-anywhere whitespace-pre-wrap">{right.text}</span>
    </span>
  )
}

function LineNumber({ number, sign, word }: { readonly number: number; readonly sign: string; readonly word: string }) {
  return (
    <span className="flex w-14 shrink-0 justify-end gap-1 pr-2 text-ink-3 select-none">
      <span aria-hidden="true">{number}</span>
      <span aria-hidden="true" className={`w-2 ${sign === '+' ? 'text-green' : 'text-red'}`}>
        {sign}
      </span>
      {word === '' ? null : <span className="sr-only">{word}</span>}
    </span>
  )
}
