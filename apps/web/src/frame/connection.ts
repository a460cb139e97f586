import type { ClusterStatus } from '@aks-copilot/contracts'
import type { MarkedState } from '../components/state-mark.tsx'

export interface Connection {
  readonly state: MarkedState
  /** One or two words for the bar. */
  readonly word: string
  /** The whole of it, for the panel. */
  readonly detail: string
}

export interface ConnectionFacts {
  readonly status: ClusterStatus | undefined
  /** The page's own server does not answer. */
  readonly serverLost: boolean
  /** It answers, and wants a token first. */
  readonly signedOut?: boolean
}

const WORDS: Readonly<Record<ClusterStatus['state'], readonly [MarkedState, string]>> = {
  connecting: ['unknown', 'connecting'],
  live: ['live', 'live'],
  partial: ['warning', 'partial'],
  lost: ['error', 'cluster lost'],
  recording: ['info', 'recording'],
}

/** How the page stands to the cluster, in words. */
export function connectionOf({ status, serverLost, signedOut = false }: ConnectionFacts): Connection {
  if (signedOut) return { state: 'warning', word: 'signed out', detail: 'The server wants its token again.' }
  if (serverLost) {
    return { state: 'error', word: 'server lost', detail: 'The server does not answer. What you see is the last known state.' }
  }
  if (status === undefined) return { state: 'unknown', word: 'connecting', detail: 'Asking the server.' }
  const [state, word] = WORDS[status.state]
  return { state, word, detail: status.message }
}

/** What may not be read, in words: `metrics: not permitted`, `3 kinds not readable`; undefined when all is. */
export function permissionWords(status: ClusterStatus | undefined): string | undefined {
  const [first, ...more] = status?.skipped ?? []
  if (first === undefined) return undefined
  return more.length === 0 ? `not read: ${first.what}` : `${more.length + 1} things not read`
}
