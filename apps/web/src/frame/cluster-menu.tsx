import { ChevronDown } from 'lucide-react'
import { useClusters, useClusterStatus } from '../api/queries.ts'
import { Popover } from '../components/popover.tsx'
import { StateMark } from '../components/state-mark.tsx'
import { useScope, useSetScope } from '../router/scope.ts'
import { connectionOf } from './connection.ts'
import { MenuRow, TRIGGER } from './menu-row.tsx'

export function ClusterMenu() {
  const { data } = useClusters()
  const { status } = useClusterStatus()
  const { cluster } = useScope()
  const setScope = useSetScope()
  const name = status?.name ?? cluster ?? '…'
  return (
    <Popover
      label={`Cluster ${name}: choose another`}
      triggerClassName={`${TRIGGER} shrink font-mono text-ink`}
      trigger={
        <>
          <span className="truncate">{name}</span>
          <ChevronDown size={13} className="shrink-0 text-ink-3" aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <div className="min-w-64">
          {(data?.items ?? []).map((one) => {
            const { state, word } = connectionOf({ status: one, serverLost: false })
            return (
              <MenuRow
                key={one.name}
                chosen={one.name === status?.name}
                onChoose={() => {
                  // Another cluster has other namespaces and another window of time.
                  setScope({ cluster: one.name, namespace: undefined, at: undefined }, { replace: false })
                  close()
                }}
              >
                <span className="font-mono">{one.name}</span>
                <StateMark state={state} word={word} className="ml-auto pl-6 text-meta" />
              </MenuRow>
            )
          })}
        </div>
      )}
    </Popover>
  )
}
