import { type Field, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-dockercfg',
  group: 'okd',
  title: 'Reference to a pull secret that OpenShift made',
  why: 'OpenShift makes such a Secret for each service account, for its own registry; on AKS nobody makes it, and each pull warns that it is missing.',
  help: 'Remove the reference.',
  severity: 'warning',
  fix: 'auto',
  kinds: ['ServiceAccount', ...WORKLOAD_KINDS],
  reads: ['Secret'],
  changes: ['secrets', 'imagePullSecrets', '**/imagePullSecrets'],

  *inspect(object, { bundle }) {
    const lists =
      object.kind === 'ServiceAccount' ? [object.at('secrets'), object.at('imagePullSecrets')] : [podSpec(object)?.at('imagePullSecrets')]
    for (const list of lists) {
      const made =
        list
          ?.items()
          .filter((item) => isMadeByOpenShift(item) && bundle.find('Secret', object.namespace, item.at('name').text ?? '') === undefined) ??
        []
      const [first] = made
      if (first !== undefined)
        yield violation(first, `\`${first.at('name').text}\` is a Secret that OpenShift makes for its own registry.`, { made })
    }
  },

  propose({ made }, { object }) {
    return automatic('Remove the reference; an attached Azure Container Registry needs no pull secret.', removeWithParents(object, made))
  },
})

/** The name of a service account, with a suffix of five letters and digits that OpenShift thought up. */
function isMadeByOpenShift(reference: Field): boolean {
  return /-dockercfg-[a-z0-9]{5}$/.test(reference.at('name').text ?? '')
}
