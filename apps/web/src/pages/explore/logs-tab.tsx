import type { LogTemplateRow } from '@aks-copilot/contracts'
import { useDeferredValue, useMemo } from 'react'
import { ObjectName } from '../../components/object-name.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { countFacets, textFilter } from './count-facets.ts'
import { ExploreLayout } from './explore-layout.tsx'
import { Facet } from './facets.tsx'
import { ListStates } from './list-states.tsx'
import { LogLines } from './log-lines.tsx'
import { useAddress } from './use-address.ts'
import { useAllPages } from './use-all-pages.ts'
import { VirtualTable, type Column } from './virtual-table.tsx'

const EAGER = 3000

function LevelMark({ level = 'info' }: { readonly level?: LogTemplateRow['level'] }) {
  return <StateMark state={level} word={<span className="sr-only">{level}</span>} />
}

const COLUMNS: readonly Column<LogTemplateRow>[] = [
  { id: 'level', title: '', cell: ({ level }) => <LevelMark level={level} /> },
  { id: 'count', title: 'Lines', className: 'text-right', cell: ({ count }) => count.toLocaleString('en-US') },
  { id: 'pattern', title: 'What is said', cell: (template) => <Said template={template} /> },
  {
    id: 'pod',
    title: 'Pod',
    className: 'max-md:hidden',
    cell: ({ pod, container }) => (
      <>
        <ObjectName object={pod} kind={false} link={false} /> <span className="text-meta text-ink-3">{container}</span>
      </>
    ),
  },
  {
    id: 'last',
    title: 'Last',
    className: 'text-right max-sm:hidden',
    cell: ({ lastAt }) => <RelativeTime at={lastAt} className="text-ink-2" />,
  },
]
const GRID =
  'grid-cols-[1rem_3rem_minmax(0,1fr)] sm:grid-cols-[1rem_3rem_minmax(0,1fr)_6.5rem] md:grid-cols-[1rem_3.5rem_minmax(0,1.7fr)_minmax(0,1fr)_6.5rem]'

/** Beside the lines. */
const NARROW_COLUMNS = COLUMNS.filter(({ id }) => id !== 'pod' && id !== 'last')
const NARROW_GRID = 'grid-cols-[1rem_3rem_minmax(0,1fr)]'

/** Where there is no room for the pod's column, the container stands before what it says. */
function Said({ template: { pattern, container } }: { readonly template: LogTemplateRow }) {
  return (
    <>
      <span className="font-mono text-meta text-ink-3 md:hidden">{container} </span>
      <Pattern text={pattern} />
    </>
  )
}

/** The parts that differ between the lines stand back. */
function Pattern({ text }: { readonly text: string }) {
  return (
    <span className="font-mono text-meta" title={text}>
      {text.split(/(<[^<>\s]{1,20}>)/).map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} className="text-ink-3">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </span>
  )
}

/** What logs say, lines alike as one; pressing one shows its lines. */
export function LogsTab() {
  const { get, change } = useAddress()
  const pages = useAllPages<LogTemplateRow>({ path: '/api/log-templates', eager: EAGER })
  const filter = get('filter') ?? ''
  const chosen = { level: get('level'), pod: get('pod') }
  const shown = useShown(pages.items, chosen, useDeferredValue(filter))
  const template = pages.items.find(({ id }) => id === get('template'))
  return (
    <ExploreLayout
      filter={filter}
      onFilter={(text) => change({ filter: text })}
      placeholder="Words of the log"
      count={`${shown.length} kinds of line`}
      facets={
        <>
          <Facet
            title="Level"
            chosen={chosen.level}
            values={countFacets(pages.items, ({ level }) => level ?? 'info')}
            onChoose={(level) => change({ level })}
          />
          <Facet
            title="Pod"
            names
            chosen={chosen.pod}
            values={countFacets(pages.items, ({ pod }) => pod.name)}
            onChoose={(pod) => change({ pod })}
          />
        </>
      }
      detail={
        template === undefined ? null : <LogLines key={template.id} template={template} onClose={() => change({ template: undefined })} />
      }
    >
      <ListStates pages={pages} shown={shown.length} what="log lines">
        <VirtualTable
          label="Kinds of log line"
          items={shown}
          keyOf={({ id }) => id}
          columns={template === undefined ? COLUMNS : NARROW_COLUMNS}
          grid={template === undefined ? GRID : NARROW_GRID}
          selected={template?.id}
          stale={pages.stale}
          onEnd={pages.more}
          onOpen={({ id }) => change({ template: id })}
        />
      </ListStates>
    </ExploreLayout>
  )
}

function useShown(
  items: readonly LogTemplateRow[],
  { level, pod }: { readonly level: string | undefined; readonly pod: string | undefined },
  filter: string,
): readonly LogTemplateRow[] {
  return useMemo(() => {
    const matches = textFilter(filter)
    return items.filter(
      (item) =>
        (level === undefined || (item.level ?? 'info') === level) &&
        (pod === undefined || item.pod.name === pod) &&
        matches(`${item.pattern} ${item.pod.namespace ?? ''}/${item.pod.name} ${item.container}`),
    )
  }, [items, level, pod, filter])
}
