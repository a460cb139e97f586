import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

export interface Column<Item> {
  readonly id: string
  readonly title: string
  readonly cell: (item: Item) => ReactNode
  readonly className?: string
}

export interface VirtualTableProps<Item> {
  readonly label: string
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly columns: readonly Column<Item>[]
  /** Tailwind's columns of the grid: the same for head and rows. */
  readonly grid: string
  readonly selected?: string | undefined
  readonly onOpen?: ((item: Item) => void) | undefined
  /** Drawn below the row of the open one. */
  readonly onEnd?: () => void
  /** Greyed: what is shown is of another moment than was asked for. */
  readonly stale?: boolean
}

const ROW = 32
const PADDING = 'px-4 lg:px-6'

/** A table of any length: only the rows on the screen exist. Arrow keys move, Enter opens. */
export function VirtualTable<Item>(props: VirtualTableProps<Item>) {
  const { label, items, keyOf, columns, grid, selected, onOpen, stale = false } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => (items[index] === undefined ? index : keyOf(items[index])),
    overscan: 12,
  })
  const { active, setActive, keyed } = useActiveRow(props, (index) => rows.scrollToIndex(index, { align: 'auto' }))
  useEndReached(rows.range?.endIndex ?? 0, props)
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + 1}
      aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
      tabIndex={0}
      className={`min-h-0 flex-1 overflow-auto scroll-thin -outline-offset-2 transition-opacity ${stale ? 'opacity-60' : ''}`}
      onKeyDown={keyed}
    >
      <HeadRow columns={columns} grid={grid} />
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index]
          if (item === undefined) return null
          const look = keyOf(item) === selected ? 'bg-surface-3' : index === active ? 'bg-surface-2' : 'hover:bg-surface-1'
          return (
            <div
              key={key}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={keyOf(item) === selected}
              className={`absolute inset-x-0 top-0 grid h-row items-center gap-x-3 hairline-b ${PADDING} ${grid} ${look} ${onOpen === undefined ? '' : 'cursor-pointer'}`}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(index)
                onOpen?.(item)
              }}
            >
              {columns.map(({ id, cell, className = '' }) => (
                <span key={id} role="gridcell" className={`min-w-0 truncate ${className}`}>
                  {cell(item)}
                </span>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function HeadRow<Item>({ columns, grid }: Pick<VirtualTableProps<Item>, 'columns' | 'grid'>) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`sticky top-0 z-10 grid h-row items-center gap-x-3 bg-ground text-meta text-ink-3 hairline-b ${PADDING} ${grid}`}
    >
      {columns.map(({ id, title, className = '' }) => (
        <span key={id} role="columnheader" className={`truncate ${className}`}>
          {title}
        </span>
      ))}
    </div>
  )
}

function useActiveRow<Item>({ items, onOpen }: VirtualTableProps<Item>, scrollTo: (index: number) => void) {
  const [active, setActive] = useState<number>()
  const move = (index: number) => {
    const next = Math.max(0, Math.min(items.length - 1, index))
    setActive(next)
    scrollTo(next)
  }
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity }
  const keyed = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || items.length === 0) return
    const step = steps[event.key]
    const item = active === undefined ? undefined : items[active]
    if (step !== undefined) move(active === undefined ? 0 : active + step)
    else if (event.key === 'Enter' && item !== undefined) onOpen?.(item)
    else return
    event.preventDefault()
  }
  return { active: active !== undefined && active < items.length ? active : undefined, setActive, keyed }
}

function useEndReached<Item>(last: number, { items, onEnd }: VirtualTableProps<Item>): void {
  const near = items.length > 0 && last >= items.length - 40
  useEffect(() => {
    if (near) onEnd?.()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when the end comes near or moves away
  }, [near, items.length])
}
