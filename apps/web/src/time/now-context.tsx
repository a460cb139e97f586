import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import { useClusters, useClusterStatus } from '../api/queries.ts'
import { useScope } from '../router/scope.ts'

export interface Moment {
  /** The newest time of the cluster that is known, milliseconds since the epoch. */
  readonly live: number
  /** The moment that the page shows: `live`, or an earlier one. */
  readonly shown: number
  /** An earlier moment was chosen. */
  readonly past: boolean
  /** What is shown is the present as far as anybody knows: not an earlier moment, not the last state of what is lost. Only then a thing glows. */
  readonly alive: boolean
}

const MomentContext = createContext<Moment>({ live: 0, shown: 0, past: false, alive: false })
const TICK = 5_000

/** One clock for the page: times are relative to what is shown, not to the watch of the reader. */
export function MomentProvider({ children }: { readonly children: ReactNode }) {
  const { isError } = useClusters()
  const { status, receivedAt } = useClusterStatus()
  const { at } = useScope()
  const [tick, setTick] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setTick(Date.now()), TICK)
    return () => clearInterval(timer)
  }, [])
  // A live cluster's clock goes on between two answers; a recording's and a lost cluster's stand still.
  const runs = status !== undefined && status.kind === 'live' && status.state !== 'lost'
  const known = status === undefined ? tick : Date.parse(status.now)
  const live = runs ? known + Math.max(0, tick - receivedAt) : known
  const shown = at === undefined ? live : Math.min(Date.parse(at), live)
  const past = at !== undefined
  const alive = !past && !isError && status?.state !== 'lost'
  return <MomentContext value={{ live, shown, past, alive }}>{children}</MomentContext>
}

export function useMoment(): Moment {
  return useContext(MomentContext)
}
