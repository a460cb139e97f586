import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { countOf, isObserved, listPods } from '../../workload-pods.ts'

export default detector({
  id: 'daemonset-misscheduled',
  group: 'workload',
  title: 'Pods of a DaemonSet run on nodes where they would not be started',
  why: 'A node got a taint or lost a label after they were started. They may stay, and would not come back.',
  help: 'Add the toleration or the label when the DaemonSet is meant to run there.',
  severity: 'info',
  reads: ['DaemonSet'],
  explains: [],
  suspects: ['/spec/template/spec/nodeSelector/**', '/spec/template/spec/tolerations/**', '/spec/template/spec/affinity/**'],

  *detect(state) {
    for (const set of state.list('DaemonSet')) {
      const misscheduled = set.status.at('numberMisscheduled')
      if ((misscheduled.number ?? 0) === 0 || set.deletedAt !== undefined || !isObserved(set)) continue
      yield finding(set, {
        message: `DaemonSet \`${set.name}\` has ${countOf(misscheduled.number ?? 0, 'pod')} on nodes where it would not start one now.`,
        since: undefined,
        evidence: [fieldEvidence(set, misscheduled)],
        nextSteps: [
          listPods(set),
          {
            text: 'Compare with the taints of the nodes.',
            command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints[*].key',
          },
        ],
      })
    }
  },
})
