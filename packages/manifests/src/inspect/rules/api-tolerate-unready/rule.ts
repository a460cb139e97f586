import { remove, rule, violation, automatic, set } from '../../rule.ts'

const KEY = 'service.alpha.kubernetes.io/tolerate-unready-endpoints'

export default rule({
  id: 'api-tolerate-unready',
  group: 'api',
  title: 'The annotation tolerate-unready-endpoints has no effect any more',
  why: 'Pods that are not ready get no DNS name, so that members of a cluster cannot find each other while they start.',
  help: 'Set spec.publishNotReadyAddresses in place of the annotation.',
  severity: 'warning',
  fix: 'auto',
  kinds: ['Service'],
  changes: ['metadata/annotations', 'spec/publishNotReadyAddresses'],

  *inspect(object) {
    const at = object.annotations.at(KEY)
    if (object.group === '' && at.exists)
      yield violation(at, 'Kubernetes reads `publishNotReadyAddresses`, and no longer the annotation `tolerate-unready-endpoints`.')
  },

  propose({ at }, { object }) {
    const field = object.at('spec', 'publishNotReadyAddresses')
    const wanted = (at.is('true') || at.is(true)) && !field.exists
    return automatic(wanted ? 'Set `publishNotReadyAddresses: true` in place of the annotation.' : 'Remove the annotation.', [
      ...(wanted ? [set(field, true)] : []),
      remove(at),
    ])
  },
})
