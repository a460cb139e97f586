import { proposeMigration } from '../../../convert/api-versions/propose-migration.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'aks-beta-api-disabled',
  group: 'aks',
  title: 'AKS does not serve this alpha or beta API',
  why: 'Since 1.30 AKS serves stable API versions only: the API server refuses the object as unknown.',
  help: 'Use the stable version of the API, or leave the object out until there is one.',
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  changes: ['**'],

  *inspect(object, { schemas }) {
    const stage = /v\d+(alpha|beta)\d+$/.exec(object.apiVersion)?.[1]
    if (stage === undefined || !schemas.serves(object.apiVersion, object.kind)) return
    yield violation(
      object.at('apiVersion'),
      `\`${object.apiVersion}\` ${object.kind} is ${stage === 'beta' ? 'a beta' : 'an alpha'} API, which AKS does not serve by default.`,
    )
  },

  propose(_, { object, schemas }) {
    return proposeMigration(object, schemas)
  },
})
