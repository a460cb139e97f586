import { isSignedOut } from '../api/api-error.ts'
import { useClusters, useClusterStatus } from '../api/queries.ts'
import { Button } from '../components/button.tsx'
import { SignIn } from '../components/error-state.tsx'
import { StateMark } from '../components/state-mark.tsx'
import { clockTime, duration } from '../time/format-time.ts'
import { useEffect, useState, type ReactNode } from 'react'

/** One line over the page when what it shows is no longer the present, with its age. */
export function OfflineBar() {
  const clusters = useClusters()
  const { status } = useClusterStatus()
  if (isSignedOut(clusters.error)) {
    return (
      <Line word="signed out">
        <span>The server wants its token again.</span>
        <span className="ml-auto">
          <SignIn />
        </span>
      </Line>
    )
  }
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
          The cluster has not answered{status.lostSince === undefined ? '' : ` since ${clockTime(Date.parse(status.lostSince))} UTC`}: this
          is its last known state. Watching goes on by itself when it is back.
        </span>
      </Line>
    )
  }
  return null
}

function Line({ word = 'offline', children }: { readonly word?: string; readonly children: ReactNode }) {
  return (
    <div role="status" className="flex min-h-row items-center gap-2 bg-surface-2 px-4 py-1 hairline-b lg:px-6">
      <StateMark state="error" word={word} />
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
