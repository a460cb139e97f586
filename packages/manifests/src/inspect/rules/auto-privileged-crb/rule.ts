import { judgement, rule, violation } from '../../rule.ts'

/** Groups that hold people or pods whom nobody chose one by one. */
const EVERYBODY: ReadonlySet<string> = new Set([
  'system:anonymous',
  'system:unauthenticated',
  'system:authenticated',
  'system:serviceaccounts',
])

export default rule({
  id: 'auto-privileged-crb',
  group: 'auto',
  title: 'A ClusterRoleBinding makes everybody an administrator of the cluster',
  why: 'Whoever reaches the API server then controls the cluster, its guarded system namespaces included; AKS Automatic guards against such bindings.',
  help: 'Bind the role to the subjects that need it, in the namespace where they need it.',
  severity: 'error',
  severityOn: ({ automatic }) => (automatic ? 'error' : 'off'),
  fix: 'judge',
  kinds: ['ClusterRoleBinding'],

  *inspect(object) {
    if (object.group !== 'rbac.authorization.k8s.io' || !object.at('roleRef', 'name').is('cluster-admin')) return
    for (const subject of object.at('subjects').items()) {
      const name = subject.at('name')
      if (EVERYBODY.has(name.text ?? '')) yield violation(name, `\`${name.text}\` gets \`cluster-admin\` in the whole cluster.`)
    }
  },

  propose({ at }) {
    return judgement(`Decide who of \`${at.text}\` needs which rights, and bind a narrower role to them.`)
  },
})
