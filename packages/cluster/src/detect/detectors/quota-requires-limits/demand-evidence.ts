import type { ClusterState } from '../../../context/cluster-state.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import type { Unset } from '../../refusals.ts'

/** What the quota says of the resources that are demanded, where the quota may be read. */
export function demandEvidence(
  state: ClusterState,
  namespace: string | undefined,
  name: string,
  unset: readonly Unset[],
): EvidenceRecord[] {
  const quota = state.find('ResourceQuota', namespace, name)
  if (quota === undefined) return []
  return unset
    .map(({ resource }) => quota.spec.at('hard', resource))
    .filter((field) => field.exists)
    .map((field) => fieldEvidence(quota, field))
}
