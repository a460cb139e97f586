import type { NextStep } from '@aks-copilot/contracts'
import { type Forbidden, serviceAccountOf } from '../../rbac.ts'
import { shellWord } from '../../shell-words.ts'

/** How to see that a right is missing, and the smallest role that grants it. */
export function grantSteps(forbidden: Forbidden): readonly NextStep[] {
  const { resource, group, namespace } = forbidden
  const account = serviceAccountOf(forbidden.user)
  // What a message names may be anything.
  const [user, verb] = [shellWord(forbidden.user), shellWord(forbidden.verb)]
  const kubectlName = shellWord(withGroup(resource, group))
  const place = namespace === undefined ? '' : ` -n ${shellWord(namespace)}`
  const [kind, binding] = namespace === undefined ? ['clusterrole', 'clusterrolebinding'] : ['role', 'rolebinding']
  const subject = account === undefined ? `--user=${user}` : `--serviceaccount=${shellWord(`${account.namespace}:${account.name}`)}`
  const name = shellWord(`${account?.name ?? 'user'}-${forbidden.verb}-${resource.replace('/', '-')}`)
  return [
    { text: 'Ask the API server again.', command: `kubectl auth can-i ${verb} ${kubectlName}${place} --as=${user}` },
    {
      text: `If it should be allowed, grant exactly this: {apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${forbidden.verb}"]}.`,
      command: `kubectl create ${kind} ${name} --verb=${verb} --resource=${kubectlName}${place} && kubectl create ${binding} ${name} --${kind}=${name} ${subject}${place}`,
    },
  ]
}

/** `deployments.apps/scale`: kubectl wants the group before the subresource. */
function withGroup(resource: string, group: string): string {
  const [main = '', subresource] = resource.split('/')
  return `${main}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
}
