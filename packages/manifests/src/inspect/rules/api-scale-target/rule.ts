import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { automatic, rule, set, violation } from '../../rule.ts'

const KINDS_OF_APPS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet'])

export default rule({
  id: 'api-scale-target',
  group: 'api',
  title: 'Autoscaler names its target by an API that is gone',
  why: 'The autoscaler looks for the kind in the API group that is named here, finds none, and never scales; without a group the API server refuses it.',
  help: 'Write `apiVersion: apps/v1` in scaleTargetRef.',
  severity: 'error',
  fix: 'auto',
  kinds: ['HorizontalPodAutoscaler'],
  changes: ['spec/scaleTargetRef/apiVersion'],

  *inspect(object) {
    const target = object.at('spec', 'scaleTargetRef')
    const [kind, at] = [target.at('kind').text ?? '', target.at('apiVersion')]
    if (!isAutoscaler(object) || !KINDS_OF_APPS.has(kind)) return
    if (!at.exists || at.is('')) yield violation(at, `The target ${kind} \`${target.at('name').text ?? ''}\` has no API group.`)
    else if (at.is('v1') || at.text?.startsWith('extensions/') === true) yield violation(at, `There is no ${kind} in \`${at.text}\`.`)
  },

  propose: ({ at }) => automatic('Use `apps/v1`.', [set(at, 'apps/v1')]),
})

function isAutoscaler({ group }: KubernetesObject): boolean {
  return group === 'autoscaling' || group === 'extensions'
}
