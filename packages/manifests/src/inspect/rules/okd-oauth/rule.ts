import { annotationsLike, namesOf } from '../../metadata-keys.ts'
import { isOpenShift } from '../../openshift.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-oauth',
  group: 'okd',
  title: "Login through OpenShift's OAuth server",
  why: 'AKS has no OAuth server: nobody can log in, and a proxy that asks it lets nobody through.',
  help: 'Register the application in Microsoft Entra ID, and let it (or a proxy before it) log in there.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',

  *inspect(object) {
    const ofOAuth = isOpenShift(object, 'oauth.openshift.io') || isOpenShift(object, 'config.openshift.io', 'OAuth')
    if (ofOAuth) yield violation(object.at('kind'), `\`${object.kind}\` configures the login of OpenShift; AKS does not know it.`)
    if (object.kind !== 'ServiceAccount') return
    for (const keys of annotationsLike(object, (key) => key.startsWith('serviceaccounts.openshift.io/oauth-'))) {
      const [first] = keys
      if (first !== undefined) yield violation(first, `${namesOf(keys)} makes this service account an OAuth client of OpenShift.`)
    }
  },

  propose() {
    return judgement('Decide how users log in on AKS: register the application in Microsoft Entra ID, then remove this.')
  },
})
