import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { isGoing, missingSince } from '../../onset.ts'
import { hasLasted, MINUTE, SECOND } from '../../patience.ts'

/** Files are applied one after the other. */
const APPLYING = 30 * SECOND
/** A certificate authority may take its time to check a name. */
const ISSUING = 10 * MINUTE
const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'] as const

export default detector({
  id: 'ingress-tls-secret-missing',
  group: 'network',
  title: 'The TLS Secret of an Ingress does not exist',
  why: 'The Ingress controller shows a certificate of its own in its place, and browsers and clients refuse it.',
  help: 'Create the Secret, or mend the Certificate that should make it.',
  severity: 'error',
  reads: ['Ingress', 'Secret', 'Certificate'],
  effect: 'no-route',
  standsAlone: true,
  suspects: ['/spec/tls/**'],

  *detect(state) {
    for (const ingress of state.list('Ingress')) {
      if (isGoing(ingress, state)) continue
      for (const tls of ingress.spec.at('tls').items()) {
        const field = tls.at('secretName')
        const name = field.text
        if (name === undefined || name === '' || !state.isAbsent('Secret', ingress.namespace, name)) continue
        const reference = { apiVersion: 'v1', kind: 'Secret', namespace: ingress.namespace, name }
        const since = missingSince(ingress, field.pointer, reference, state)
        const certificate = certificateFor(ingress, name, state)
        const isIssued = certificate !== undefined || ISSUERS.some((key) => ingress.annotations.at(key).exists)
        if (!hasLasted(since, isIssued ? ISSUING : APPLYING, state)) continue
        const near = nearestWord(
          name,
          state.in('Secret', ingress.namespace).map((secret) => secret.name),
        )
        const why = certificate === undefined ? '' : `; Certificate \`${certificate.name}\` should make it`
        yield finding(ingress, {
          about: name,
          message: `Ingress \`${ingress.name}\` takes its certificate from Secret \`${name}\`, which does not exist${why}${near === undefined || isIssued ? '' : `; there is \`${near}\``}.`,
          since,
          evidence: [fieldEvidence(ingress, field), absenceEvidence(reference)],
          blames: certificate === undefined ? [] : [certificate.reference],
          nextSteps: [
            certificate === undefined
              ? {
                  text: 'See which TLS Secrets there are.',
                  command: `kubectl get secrets -n ${ingress.namespace} --field-selector type=kubernetes.io/tls`,
                }
              : { text: 'Read why it is not issued.', command: `kubectl describe certificate ${certificate.name} -n ${ingress.namespace}` },
          ],
        })
      }
    }
  },
})

function certificateFor(ingress: LiveObject, secret: string, state: ClusterState): LiveObject | undefined {
  return state.in('Certificate', ingress.namespace).find((certificate) => certificate.spec.at('secretName').is(secret))
}
