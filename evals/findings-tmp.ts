import { readFileSync } from 'node:fs'
import { ClusterState, readRecording } from '@aks-copilot/cluster'
import { DETECTORS } from '@aks-copilot/cluster/detectors'
import { findProblems } from '../packages/cluster/src/detect/gather-findings.ts'
for (const n of process.argv.slice(2)) {
  const s = new ClusterState(readRecording(readFileSync(`evals/recordings/${n}.json`)))
  console.log('==', n, new Date(s.now).toISOString())
  for (const f of findProblems(s, DETECTORS))
    console.log(
      f.severity,
      f.detector.id,
      f.subject.kind,
      f.subject.name,
      f.effect,
      '|',
      f.message,
      '| blames',
      f.blames.map((b) => b.kind + ' ' + b.name).join(','),
      f.since && new Date(f.since).toISOString(),
    )
}
