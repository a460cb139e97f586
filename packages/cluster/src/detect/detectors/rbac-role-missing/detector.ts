import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { SECOND } from '../../durations.ts'
import { effectsFrom } from '../../effects-from.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { isGoing, missingSince } from '../../onset.ts'
import { ageOf, inNamespace, livingPods } from '../../pods.ts'
import { shellWord } from '../../shell-words.ts'

/** Role and binding are often applied one after the other. */
const APPLYING = 20 * SECOND

export default detector({
  id: 'rbac-role-missing',
  group: 'control',
  title: 'A binding names a role that does not exist',
  why: 'It gives no rights at all: what its subjects ask of the API server is refused.',
  help: 'Make the role, or the binding anew with the right name: the role of a binding cannot be changed.',
  severity: 'warning',
  reads: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole', 'Pod'],
  explains: effectsFrom('not-started'),
  suspects: ['/roleRef/**', '/rules/**'],

  *detect(state) {
    for (const binding of [...state.list('RoleBinding'), ...state.list('ClusterRoleBinding')]) {
      const kind = binding.at('roleRef', 'kind').text ?? ''
      const name = binding.at('roleRef', 'name').text ?? ''
      const namespace = kind === 'ClusterRole' ? undefined : binding.namespace
      if (!state.isAbsent(kind, namespace, name) || isGoing(binding, state) || ageOf(binding.createdAt, state) < APPLYING) continue
      const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, ...(namespace === undefined ? {} : { namespace }), name }
      const near = nearestWord(
        name,
        state.in(kind, namespace).map((other) => other.name),
      )
      const users = usedBy(binding, state)
      yield finding(binding, {
        // A binding that no pod makes use of may be a left-over.
        severity: users.length > 0 ? 'warning' : 'info',
        message: `${binding.kind} \`${binding.name}\` names ${kind} \`${name}\`, which does not exist${near === undefined ? '' : ` (did you mean \`${near}\`?)`}${users.length === 0 ? '' : `: ServiceAccount \`${users.join('`, `')}\` gets no rights from it`}.`,
        since: missingSince(binding, '/roleRef', role, state),
        evidence: [fieldEvidence(binding, binding.at('roleRef', 'name')), absenceEvidence(role)],
        nextSteps: [
          { text: 'See which roles there are.', command: `kubectl get ${kind.toLowerCase()}s${inNamespace(binding)}` },
          {
            text: `The role of a binding can't be changed: delete it, and apply it again${near === undefined ? ' with a role that exists' : ` with \`${near}\``}.`,
            command: `kubectl delete ${binding.kind.toLowerCase()} ${shellWord(binding.name)}${inNamespace(binding)}`,
          },
        ],
      })
    }
  },
})

/** Subjects that pods run as. */
function usedBy(binding: LiveObject, state: ClusterState): string[] {
  const accounts = state.remember(
    'accounts of pods',
    () => new Set(livingPods(state).map((pod) => `${pod.namespace}/${pod.spec.at('serviceAccountName').text ?? 'default'}`)),
  )
  return binding
    .at('subjects')
    .items()
    .filter((subject) => subject.at('kind').is('ServiceAccount'))
    .map((subject) => `${subject.at('namespace').text ?? binding.namespace}/${subject.at('name').text}`)
    .filter((account) => accounts.has(account))
}
