import type { NextStep } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { Detector, Repair } from '../detect/detector.ts'
import type { Finding } from '../detect/gather-findings.ts'
import { judgeRepair } from '../repair/judge-repair.ts'
import { shellWord } from '../detect/shell-words.ts'

/** The repairs that a finding proposes and that hold: detectors on the patched state say that it clears and nothing new appears. */
export function repairSteps(finding: Finding, state: ClusterState, detectors: readonly Detector[]): NextStep[] {
  return finding.repairs.flatMap((repair) => {
    const proof = judgeRepair(repair, finding, state, detectors)
    return proof.every(({ pass }) => pass) ? [{ ...stepOf(repair), proof }] : []
  })
}

function stepOf({ object, description, operations }: Repair): NextStep {
  const patch = operations.filter(({ op }) => op !== 'test')
  const place = object.namespace === undefined ? '' : ` -n ${object.namespace}`
  return {
    text: `${description} (${describeObject(object)})`,
    command: `kubectl patch ${object.kind.toLowerCase()} ${shellWord(object.name)}${place} --type=json -p '${JSON.stringify(operations).replaceAll("'", "'\\''")}'`,
    object: object.reference,
    patch: operations.length === patch.length ? patch : [...operations],
  }
}
