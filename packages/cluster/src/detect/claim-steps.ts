import type { NextStep } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { claimMaker } from './claims.ts'
import { inNamespace } from './pods.ts'

/** What to read first of a claim that has no volume. */
export function describeClaim(claim: LiveObject): NextStep {
  return { text: 'Read what is said of the claim.', command: `kubectl describe pvc ${claim.name}${inNamespace(claim)}` }
}

/** How to make a claim anew: nearly nothing of one can be changed, and an unbound one holds no data. */
export function remakeClaim(claim: LiveObject, mend: string, state: ClusterState): readonly NextStep[] {
  const maker = claimMaker(claim, state)
  const place = inNamespace(claim)
  if (maker === undefined)
    return [
      {
        text: `A claim can't be changed in this: delete it (it holds no data yet) and apply it again ${mend}.`,
        command: `kubectl delete pvc ${claim.name}${place}`,
      },
    ]
  return [
    {
      text: `The claim comes from a template of StatefulSet \`${maker.name}\`, which can't be changed: delete the set but not its pods, and apply it again ${mend}.`,
      command: `kubectl delete statefulset ${maker.name}${place} --cascade=orphan`,
    },
    {
      text: 'Delete the claim (it holds no data yet) and its pod; both are made anew.',
      command: `kubectl delete pvc ${claim.name}${place} --wait=false && kubectl delete pod ${maker.name}-${claim.name.split('-').at(-1)}${place}`,
    },
  ]
}
