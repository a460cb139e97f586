import type { ServerMessage } from '@aks-copilot/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useScope } from '../router/scope.ts'
import { useLiveSocket, useSocketState } from './live-context.tsx'

/** At most one refresh in this time, however much a cluster in trouble has to say. */
const GATHER = 1_000
const FOLLOWS_INCIDENTS = ['summary', 'incidents', 'incident', 'time-strip']
const FOLLOWS_REPAIR = ['incident']
const FOLLOWS_SUMMARY = ['summary', 'time-strip', 'clusters']

/** Asks again for what the server says has changed. */
export function useLiveUpdates(): void {
  const live = useLiveSocket()
  const queries = useQueryClient()
  const { cluster } = useScope()
  const socket = useSocketState()
  useEffect(() => {
    // Whether the server is there, or there again: the next regular question would be late.
    if (socket !== 'connecting') void queries.invalidateQueries({ queryKey: ['clusters'] })
  }, [socket, queries])
  useEffect(() => {
    live.send({ type: 'subscribe', topics: ['summary', 'incidents'], ...(cluster === undefined ? {} : { cluster }) })
    const stale = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer = undefined
      for (const key of stale) void queries.invalidateQueries({ queryKey: [key] })
      stale.clear()
    }
    const stop = live.listen((message) => {
      const keys = followers(message.type)
      for (const key of keys) stale.add(key)
      if (keys.length > 0) timer ??= setTimeout(refresh, GATHER)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [live, queries, cluster])
}

function followers(type: ServerMessage['type']): readonly string[] {
  if (type === 'summary-changed') return FOLLOWS_SUMMARY
  if (type === 'repair-changed') return FOLLOWS_REPAIR
  return type.startsWith('incident-') ? FOLLOWS_INCIDENTS : []
}
