import type { ObjectDetail } from '@aks-copilot/contracts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { StateMark, type MarkedState } from '../../components/state-mark.tsx'

type Neighbour = ObjectDetail['neighbours'][number]

const MARKS: Readonly<Record<string, MarkedState>> = { ok: 'ok', warning: 'warning', error: 'error', absent: 'error' }

/** What an object needs and what needs it, by relation. */
export function Neighbours({ neighbours }: { readonly neighbours: readonly Neighbour[] }) {
  if (neighbours.length === 0)
    return <EmptyState title="No neighbours." detail="It refers to nothing that is known, and nothing refers to it." />
  const groups = Map.groupBy(neighbours, ({ relation }) => relation)
  return (
    <dl className="min-h-0 flex-1 overflow-y-auto py-2 scroll-thin" tabIndex={0}>
      {[...groups].map(([relation, members]) => (
        <div key={relation} className="px-4 py-1 sm:flex sm:gap-4 lg:px-6">
          <dt className="w-36 shrink-0 pt-1.5 text-ink-3">{relation}</dt>
          <dd className="min-w-0 flex-1">
            <ul>
              {members.map(({ object, state }) => (
                <li key={`${object.kind}/${object.namespace ?? ''}/${object.name}`} className="flex min-h-row items-center gap-2">
                  <StateMark state={MARKS[state] ?? 'unknown'} word={state === 'absent' ? 'absent' : false} />
                  <ObjectName object={object} link={state !== 'absent'} />
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  )
}
