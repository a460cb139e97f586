import { dangling, decideName } from '../../dangling.ts'
import { rule } from '../../rule.ts'

export default rule({
  id: 'ref-governing-service',
  group: 'ref',
  title: 'The governing Service of the StatefulSet is not among these manifests',
  why: 'Without it the pods have no names in DNS, by which the members of a database or a queue find each other.',
  help: 'Add the headless Service or correct serviceName, unless it is made elsewhere.',
  severity: 'info',
  fix: 'judge',
  kinds: ['StatefulSet'],
  reads: ['Service'],

  *inspect(object, { bundle }) {
    const name = object.at('spec', 'serviceName')
    const missing = object.group === 'apps' && name.text !== '' ? dangling(name, 'Service', object.namespace, bundle) : undefined
    if (missing !== undefined) yield missing
  },

  propose: decideName,
})
