import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type ReactNode } from 'react'

const LINE = 20

/** A text with line numbers; of any length. Keys are set apart from values by weight alone: colour is for state. */
export function YamlText({ text }: { readonly text: string }) {
  const lines = text.trimEnd().split('\n')
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => LINE, overscan: 30 })
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label="YAML"
      className="min-h-0 flex-1 overflow-auto font-mono text-meta leading-5 scroll-thin -outline-offset-2"
    >
      <div className="relative w-max min-w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="absolute top-0 left-0 flex whitespace-pre" style={{ transform: `translateY(${start}px)` }}>
            <span aria-hidden="true" className="w-12 shrink-0 pr-4 text-right text-ink-3 select-none">
              {index + 1}
            </span>
            <span className="pr-6">{yamlLine(lines[index] ?? '')}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** One line of YAML with its key in the second ink. */
function yamlLine(line: string): ReactNode {
  const key = /^(\s*(?:- )*)((?:"(?:[^"\\]|\\.)*"|[^\s"#:][^#:]*?):)(?=\s|$)/.exec(line)
  if (key === null) return /^\s*#/.test(line) ? <span className="text-ink-3">{line}</span> : line
  return (
    <>
      {key[1]}
      <span className="text-ink-2">{key[2]}</span>
      {line.slice(key[0].length)}
    </>
  )
}
