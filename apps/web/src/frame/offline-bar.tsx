import { useClusters, useClusterStatus } from '../api/queries.ts'
import { Button } from '../components/button.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { StateMark } from '../components/state-mark.tsx'
import { duration } from '../time/format-time.ts'
import { useEffect, useState, type ReactNode } from 'react'

/** One line over the page when what it shows is no longer the present, with its age. */
export function OfflineBar() {
  const clusters = useClusters()
  const { status } = useClusterStatus()
  if (clusters.isError && clusters.data !== undefined) {
    return (
      <Line>
        <span>
          The server does not answer: this is the state of <Age since={clusters.dataUpdatedAt} /> ago.
        </span>
        <Button className="ml-auto" onClick={() => void clusters.refetch()}>
          Try now
        </Button>
      </Line>
    )
  }
  if (status?.state === 'lost') {
    return (
      <Line>
        <span>
          The cluster does not answer
          {status.lostSince === undefined ? '' : ' since '}
          {status.lostSince === undefined ? null : <RelativeTime at={status.lostSince} />}: this is its last known state. Watching goes on
          by itself when it is back.
        </span>
      </Line>
    )
  }
  return null
}

function Line({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" className="flex min-h-row items-center gap-2 bg-surface-2 px-4 py-1 hairline-b lg:px-6">
      <StateMark state="error" word="offline" />
      {children}
    </div>
  )
}

/** By the reader's own clock: the server's cannot be asked. */
function Age({ since }: { readonly since: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return <>{duration(now - since)}</>
}
