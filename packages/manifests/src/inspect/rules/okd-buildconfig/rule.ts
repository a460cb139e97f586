import { ledgerOf } from '../../ledger.ts'
import { isOpenShift } from '../../openshift.ts'
import { conversion, drop, judgement, rule, violation } from '../../rule.ts'
import { buildCommand } from './build-command.ts'
import { BUILD_FATES } from './build-fates.ts'

export default rule({
  id: 'okd-buildconfig',
  group: 'okd',
  title: 'Build in the OpenShift cluster',
  why: 'AKS does not know the kind, and builds no images: a pipeline does, or a task of the Azure Container Registry.',
  help: 'Build the image in a pipeline or with `az acr build`, and remove the BuildConfig.',
  severity: 'error',
  fix: 'doc',
  kinds: ['Build', 'BuildConfig'],

  *inspect(object) {
    if (isOpenShift(object, 'build.openshift.io'))
      yield violation(object.at('kind'), `\`${object.kind}\` is a kind of OpenShift that AKS does not know.`)
  },

  propose(_found, { object, bundle }) {
    if (object.kind === 'Build')
      return conversion(
        'Remove it: it records one run of a build.',
        [drop(object, 'it records one run of a build.')],
        ledgerOf(object, {}, ['dropped', 'the record of one run of a build']),
      )
    const build = buildCommand(object, bundle)
    if (!build.ok) return judgement(build.reason)
    return conversion(
      `Remove it, and build outside the cluster, for example: \`${build.command}\`.`,
      [drop(object, `AKS builds no images. Build it outside: ${build.command}`)],
      ledgerOf(object, BUILD_FATES, ['dropped', 'how OpenShift runs the build']),
    )
  },
})
