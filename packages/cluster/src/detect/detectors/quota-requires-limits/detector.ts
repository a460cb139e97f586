import { containers } from '@aks-copilot/kubernetes'
import { type CreateFailure, createFailures } from '../../create-failures.ts'
import { detector, finding } from '../../detector.ts'
import { demandEvidence } from './demand-evidence.ts'
import { inNamespace } from '../../pods.ts'
import type { Refusal, Unset } from '../../refusals.ts'
import { shellWord } from '../../shell-words.ts'

export default detector({
  id: 'quota-requires-limits',
  group: 'scaling',
  title: 'A ResourceQuota demands requests or limits that a workload does not set',
  why: 'A quota on cpu or memory makes the API server refuse every pod whose containers leave them open.',
  help: 'Set the requests and limits that the quota counts, or give the namespace a LimitRange with defaults.',
  severity: 'error',
  reads: ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'Event', 'ResourceQuota'],
  effect: 'not-created',
  explains: ['short', 'no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/spec/hard/**', '/spec/template/spec/containers/*/resources/**'],

  *detect(state) {
    for (const failure of createFailures(state)) {
      const { maker, workload, refusal, since, evidence } = failure
      if (refusal.kind !== 'quota-unset') continue
      const unset = stillUnset(failure, refusal)
      const [first] = unset
      if (first === undefined) continue
      yield finding(maker, {
        message: `New pods of ${workload.kind} \`${workload.name}\` are refused: ResourceQuota \`${refusal.quota}\` demands ${unset.map(demandText).join(', and ')}.`,
        since,
        evidence: [...evidence, ...demandEvidence(state, maker.namespace, refusal.quota, unset)],
        nextSteps: [
          {
            text: 'See what the quota counts.',
            command: `kubectl describe resourcequota ${shellWord(refusal.quota)}${inNamespace(maker)}`,
          },
          { text: 'Set what is missing, with values that fit the workload.', command: setResources(failure, first) },
        ],
      })
    }
  },
})

/** What the template still leaves open: somebody may have mended it since the controller tried. */
function stillUnset({ workload }: CreateFailure, { unset }: Refusal & { kind: 'quota-unset' }): Unset[] {
  const known = containers(workload, 'containers', 'initContainers')
  return unset.flatMap(({ resource, containers: names }) => {
    const open = names.filter((name) => {
      const container = known.find((one) => one.at('name').is(name))
      return container === undefined || !sets(container, resource)
    })
    return open.length === 0 ? [] : [{ resource, containers: open }]
  })
}

/** A limit is a request too, where no request is written. */
function sets(container: ReturnType<typeof containers>[number], resource: string): boolean {
  const [list, name] = resource.includes('.') ? resource.split('.') : ['requests', resource]
  const resources = container.at('resources')
  return resources.at('limits', name ?? '').exists || (list === 'requests' && resources.at('requests', name ?? '').exists)
}

function demandText({ resource, containers: names }: Unset): string {
  return `\`${resource}\`, which ${names.map((name) => `\`${name}\``).join(', ')} ${names.length === 1 ? 'does' : 'do'} not set`
}

const EXAMPLES: Readonly<Record<string, string>> = { cpu: '100m', memory: '128Mi' }

function setResources({ workload }: CreateFailure, { resource, containers: names }: Unset): string {
  const [list, name = resource] = resource.includes('.') ? resource.split('.') : ['requests', resource]
  const where = `${workload.kind.toLowerCase()} ${workload.name}${inNamespace(workload)}`
  return `kubectl set resources ${where} -c ${names.join(',')} --${list}=${name}=${EXAMPLES[name] ?? '1Gi'}`
}
