import { compareVersions, findApi } from '@aks-copilot/kubernetes'
import { proposeMigration } from '../../../convert/api-versions/propose-migration.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'api-removed',
  group: 'api',
  title: 'The API version was removed from Kubernetes',
  why: 'The API server of the target does not know it, and refuses the object.',
  help: 'Write the object for the API version that replaced it.',
  severity: 'error',
  fix: 'doc',
  kinds: 'all',
  changes: ['**'],

  *inspect(object, { target: { kubernetes } }) {
    const removed = findApi(object.apiVersion, object.kind)?.removed
    if (removed === undefined || compareVersions(removed, kubernetes) > 0) return
    yield violation(object.at('apiVersion'), `\`${object.apiVersion}\` ${object.kind} was removed in Kubernetes ${removed}.`)
  },

  propose(_, { object, schemas }) {
    return proposeMigration(object, schemas)
  },
})
