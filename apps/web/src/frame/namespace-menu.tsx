import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useClusterStatus } from '../api/queries.ts'
import { Popover } from '../components/popover.tsx'
import { useScope, useSetScope } from '../router/scope.ts'
import { MenuRow, TRIGGER } from './menu-row.tsx'

/** From here on a filter is faster than looking. */
const MANY = 8

export function NamespaceMenu() {
  const { namespace } = useScope()
  const setScope = useSetScope()
  const { status } = useClusterStatus()
  const [filter, setFilter] = useState('')
  const all = status?.namespaces ?? []
  const fitting = all.filter((name) => name.includes(filter.trim().toLowerCase()))
  return (
    <Popover
      label={namespace === undefined ? 'All namespaces: choose one' : `Namespace ${namespace}: choose another`}
      triggerClassName={`${TRIGGER} ${namespace === undefined ? 'shrink-0' : 'shrink font-mono text-ink'}`}
      onOpen={() => setFilter('')}
      trigger={
        <>
          <span className="truncate">
            {namespace ?? (
              <>
                all<span className="hidden sm:inline"> namespaces</span>
              </>
            )}
          </span>
          <ChevronDown size={13} className="shrink-0 text-ink-3" aria-hidden="true" />
        </>
      }
    >
      {(close) => {
        const choose = (next: string | undefined) => {
          setScope({ namespace: next }, { replace: false })
          close()
        }
        return (
          <div className="min-w-56">
            {all.length > MANY ? (
              <input
                value={filter}
                onChange={(event) => setFilter(event.target.value)}
                placeholder="Filter"
                aria-label="Filter namespaces"
                className="mb-1 h-8 w-full rounded-control bg-surface-2 px-2.5 placeholder:text-ink-3"
              />
            ) : null}
            <MenuRow chosen={namespace === undefined} onChoose={() => choose(undefined)}>
              All namespaces
            </MenuRow>
            {fitting.map((name) => (
              <MenuRow key={name} chosen={name === namespace} onChoose={() => choose(name)}>
                <span className="font-mono">{name}</span>
              </MenuRow>
            ))}
          </div>
        )
      }}
    </Popover>
  )
}
