import { findApi, type KubernetesObject, type Schemas } from '@aks-copilot/kubernetes'
import { oneOf } from '../../answers.ts'
import { findMigration, proposeMigration } from '../../../convert/api-versions/propose-migration.ts'
import { isBuiltInGroup, stableVersionOf } from '../../built-in-kinds.ts'
import { openShiftGroup } from '../../openshift.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'api-unknown-kind',
  group: 'api',
  title: 'Kubernetes has no such kind in this API version',
  why: 'The API server answers "no matches for kind", and nothing of the object is created.',
  help: 'Correct apiVersion and kind; `kubectl api-resources` lists what a cluster serves.',
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  changes: ['apiVersion', '**'],

  *inspect(object, { schemas }) {
    const { apiVersion, kind } = object
    if (schemas.serves(apiVersion, kind) || findApi(apiVersion, kind) !== undefined || openShiftGroup(object) !== undefined) return
    if (kind.endsWith('List') || !isBuiltInGroup(object, schemas)) return
    const elsewhere = schemas.versionsOf(kind)
    const nearest = elsewhere.length > 0 ? undefined : schemas.nearestKind(kind)
    const hint = elsewhere.length > 0 ? `; it is in \`${elsewhere[0]}\`` : nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
    yield violation(
      object.at(elsewhere.length > 0 ? 'apiVersion' : 'kind'),
      `Kubernetes ${schemas.version} has no ${kind} in \`${apiVersion}\`${hint}${hint.endsWith('?') ? '' : '.'}`,
      { nearest },
    )
  },

  propose({ nearest }, { object, schemas }) {
    if (findMigration(object.apiVersion, object.kind) !== undefined) return proposeMigration(object, schemas)
    const version = stableVersionOf(object.kind, schemas)
    if (version !== undefined && fits(object, version, schemas))
      return automatic(`Use \`${version}\`, the API version that has ${object.kind}.`, [set(object.at('apiVersion'), version)])
    if (version !== undefined) return judgement(`Write the ${object.kind} for \`${version}\`: its fields may differ.`)
    return nearest === undefined
      ? undefined
      : judgement(`Decide whether \`${nearest}\` was meant.`, () => oneOf(object.at('kind'), [nearest]))
  },
})

/** Whether the object is valid as it stands once its apiVersion is right. */
function fits(object: KubernetesObject, apiVersion: string, schemas: Schemas): boolean {
  return schemas.validate({ ...object.value, apiVersion }).length === 0
}
