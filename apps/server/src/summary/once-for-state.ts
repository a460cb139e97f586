import type { ClusterView, Time } from '@aks-copilot/cluster'

/**
 * What is computed once for a state of a cluster, however many pages ask for it: a thousand of them do whenever something changes. How
 * the connection is belongs to the key, for it changes without the state.
 */
export function onceForState<Result>(
  view: ClusterView,
  key: readonly (string | undefined)[],
  at: Time | undefined,
  compute: () => Result,
): Result {
  const { state, lostSince, message } = view.status()
  return view.state(at).remember(JSON.stringify([...key, state, lostSince, message]), compute)
}
