import { compareVersions, findApi } from '@aks-copilot/kubernetes'
import { proposeMigration } from '../../../convert/api-versions/propose-migration.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'api-deprecated',
  group: 'api',
  title: 'The API version is deprecated',
  why: 'It still works, and the API server warns at every use; where a removal is planned, the object is refused after that upgrade.',
  help: 'Write the object for the API version that replaces it.',
  severity: 'warning',
  fix: 'doc',
  kinds: 'all',
  changes: ['**'],

  *inspect(object, { target: { kubernetes, severity }, schemas }) {
    const { apiVersion, kind } = object
    const { deprecated, removed } = findApi(apiVersion, kind) ?? {}
    if (deprecated === undefined || compareVersions(deprecated, kubernetes) > 0) return
    if (removed !== undefined && compareVersions(removed, kubernetes) <= 0) return
    // Alpha and beta versions are the business of aks-beta-api-disabled, unless the profile says that its cluster serves them.
    if (/v\d+(alpha|beta)\d+$/.test(apiVersion) && severity['aks-beta-api-disabled'] !== 'off' && schemas.serves(apiVersion, kind)) return
    const end = removed === undefined ? '.' : `, and will be removed in ${removed}.`
    yield violation(
      object.at('apiVersion'),
      `\`${apiVersion}\` ${kind} is deprecated since Kubernetes ${deprecated}${end}`,
      removed === undefined ? { severity: 'info' as const } : {},
    )
  },

  propose(_, { object, schemas }) {
    return proposeMigration(object, schemas)
  },
})
