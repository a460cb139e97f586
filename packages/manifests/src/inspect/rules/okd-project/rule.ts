import { isOpenShift } from '../../openshift.ts'
import { conversion, remove, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'okd-project',
  group: 'okd',
  title: 'Project of OpenShift',
  why: 'AKS does not know the kind; what a project is to OpenShift, a Namespace is to Kubernetes.',
  help: 'Make it a Namespace.',
  severity: 'error',
  fix: 'doc',
  kinds: ['Project', 'ProjectRequest'],
  changes: ['apiVersion', 'kind', 'spec', 'status', 'displayName', 'description', 'metadata/annotations/kubernetes.io~1description'],

  *inspect(object) {
    if (isOpenShift(object, 'project.openshift.io'))
      yield violation(object.at('kind'), `\`${object.kind}\` is a kind of OpenShift that AKS does not know.`)
  },

  propose(_found, { object }) {
    const [spec, displayName, description] = [object.at('spec'), object.at('displayName'), object.at('description')]
    const text = [displayName.text, description.text].filter((part) => part !== undefined && part !== '').join(': ')
    const said = [displayName, description].filter((field) => field.exists)
    return conversion(
      'Make it a Namespace.',
      [
        set(object.at('apiVersion'), 'v1'),
        set(object.at('kind'), 'Namespace'),
        ...(text === '' ? [] : [set(object.annotations.at('kubernetes.io/description'), text)]),
        ...[spec, object.at('status'), displayName, description].filter((field) => field.value !== undefined).map(remove),
      ],
      [
        { path: '/metadata', outcome: 'mapped', reason: 'a Namespace has the same name, labels and annotations' },
        ...said.map(({ pointer }) => ({
          path: pointer,
          outcome: 'mapped' as const,
          reason: 'in the annotation kubernetes.io/description',
        })),
        ...(spec.exists
          ? [
              {
                path: '/spec/finalizers',
                outcome: 'dropped' as const,
                reason: 'Kubernetes sets its own finalizer; that of OpenShift would keep the Namespace from ever going away',
              },
            ]
          : []),
      ],
    )
  },
})
