import { templateToList } from '../../../convert/template-to-list.ts'
import { isOpenShift } from '../../openshift.ts'
import { conversion, judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-template',
  group: 'okd',
  title: 'Template exists on OpenShift only',
  why: 'AKS knows no Template: the API server refuses it, and none of the objects in it is made.',
  help: 'Expand the Template with the values of its parameters, and keep the objects as a List or as separate files.',
  severity: 'error',
  fix: 'doc',
  kinds: ['Template'],
  changes: ['**'],

  *inspect(object) {
    if (isOpenShift(object, 'template.openshift.io', 'Template'))
      yield violation(object.at('kind'), `Template \`${object.name}\` cannot be applied to AKS.`)
  },

  propose(_, { object }) {
    if (!Array.isArray(object.at('objects').value))
      return judgement('The Template has no objects: whoever keeps it decides whether it is needed at all.')
    const list = templateToList(object)
    if (list === undefined)
      return judgement(
        'Its parameters expand to more text than is sensible: whoever keeps it makes the objects with `oc process`, or by hand.',
      )
    const { intents, ledger } = list
    return conversion('Make it a List of its objects, with the default values of its parameters.', intents, ledger)
  },
})
