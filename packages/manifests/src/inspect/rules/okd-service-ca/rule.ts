import { judgement, rule, violation } from '../../rule.ts'

const SERVING = ['service.beta.openshift.io/serving-cert-secret-name', 'service.alpha.openshift.io/serving-cert-secret-name']
const BUNDLE = ['service.beta.openshift.io/inject-cabundle', 'service.alpha.openshift.io/inject-cabundle']

export default rule({
  id: 'okd-service-ca',
  group: 'okd',
  title: "Certificate of OpenShift's service CA",
  why: 'OpenShift signs certificates for services by itself; on AKS nobody does, and pods that mount them never start.',
  help: 'Let cert-manager issue the certificate, and remove the annotation.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',

  *inspect(object) {
    for (const key of SERVING) {
      const entry = object.annotations.at(key)
      if (entry.exists)
        yield violation(entry, `The Secret \`${entry.text}\` with the certificate of the service never appears on AKS.`, { serving: true })
    }
    for (const key of BUNDLE) {
      const entry = object.annotations.at(key)
      if (entry.text === 'true')
        yield violation(entry, 'Nobody on AKS writes the CA bundle of the services into this object.', { serving: false })
    }
  },

  propose({ at, serving }, { object }) {
    if (!serving)
      return judgement('Decide which CA signs your services; with cert-manager, its CA injector or trust-manager hands the bundle out.')
    const host = `${object.name}.${object.namespace ?? '<namespace>'}.svc`
    return judgement(
      `Decide which CA signs \`${host}\`; with cert-manager, write a Certificate for this name with secretName \`${at.text}\`, then remove the annotation.`,
    )
  },
})
