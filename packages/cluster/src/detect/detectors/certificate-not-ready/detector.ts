import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { HOUR, MINUTE } from '../../durations.ts'
import { absenceEvidence, type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { ageOf, inNamespace } from '../../pods.ts'

/** An ACME order takes a minute or two, and DNS longer. */
const ISSUING = 10 * MINUTE
/** A renewal is tried at its time; an hour later it has failed at least once. */
const OVERDUE = HOUR

export default detector({
  id: 'certificate-not-ready',
  group: 'control',
  title: 'A certificate of cert-manager is not issued or not renewed',
  why: 'Its Secret is missing or holds a certificate that is over: TLS connections fail, and pods that mount it do not start.',
  help: 'Follow the chain Certificate, CertificateRequest, Order, Challenge to the first that says why.',
  severity: 'error',
  reads: ['Certificate', 'Issuer', 'ClusterIssuer'],
  effect: 'degraded',
  explains: ['not-started', 'not-ready', 'short', 'no-endpoints', 'no-route', 'unanswered'],
  suspects: ['/spec/**'],

  *detect(state) {
    for (const certificate of state.list('Certificate')) {
      const trouble = certificate.deletedAt === undefined ? troubleOf(certificate, state) : undefined
      if (trouble === undefined) continue
      const expires = timeOf(certificate.status.at('notAfter'))
      const valid = expires !== undefined && expires > state.now
      const issuer = issuerTrouble(certificate, state)
      const until =
        valid && expires !== undefined
          ? `; the old one is good until ${new Date(expires).toISOString().slice(0, 16).replace('T', ' ')} UTC`
          : ''
      yield finding(certificate, {
        severity: valid ? 'warning' : 'error',
        message: `Certificate \`${certificate.name}\` ${trouble.what}${issuer === undefined ? trouble.said : `: ${issuer.what}`}${until}.`,
        since: trouble.since,
        evidence: [...trouble.evidence, ...(issuer?.evidence ?? [])],
        nextSteps: [
          {
            text: 'Read what each step of its issuing says.',
            command: `kubectl describe certificate,certificaterequest,order,challenge${inNamespace(certificate)}`,
          },
          { text: 'See whether the issuers are ready.', command: `kubectl get issuer,clusterissuer${inNamespace(certificate)}` },
        ],
      })
    }
  },
})

interface Trouble {
  readonly what: string
  readonly said: string
  readonly since: number | undefined
  readonly evidence: readonly EvidenceRecord[]
}

function troubleOf(certificate: LiveObject, state: ClusterState): Trouble | undefined {
  const { status } = certificate
  const ready = certificate.condition('Ready')
  const since = timeOf(ready.at('lastTransitionTime')) ?? certificate.createdAt
  const expires = timeOf(status.at('notAfter'))
  if (expires !== undefined && expires <= state.now)
    return {
      what: `expired at ${new Date(expires).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      said: '',
      since: expires,
      evidence: [fieldEvidence(certificate, status.at('notAfter'))],
    }
  const failed = status.at('lastFailureTime')
  if (ready.at('status').is('True')) {
    const due = timeOf(status.at('renewalTime'))
    if (due === undefined || state.now - due < OVERDUE) return undefined
    return {
      what: 'should have been renewed',
      said: failed.exists ? ', and the last try failed' : '',
      since: due,
      evidence: [fieldEvidence(certificate, status.at('renewalTime')), ...(failed.exists ? [fieldEvidence(certificate, failed)] : [])],
    }
  }
  const issuerGone = issuerTrouble(certificate, state)?.lasts === true
  if (!failed.exists && !issuerGone && ageOf(since, state) < ISSUING) return undefined
  const issuing = certificate.condition('Issuing').at('message')
  const message = issuing.exists ? issuing : ready.at('message')
  const evidence = [
    fieldEvidence(certificate, ready.exists ? ready.at('status') : certificate.spec.at('issuerRef'), since),
    ...(message.exists ? [fieldEvidence(certificate, message)] : []),
  ]
  return { what: 'is not ready', said: message.exists ? `: ${message.text?.replace(/\.$/, '')}` : '', since, evidence }
}

/** What is wrong with the issuer that a certificate names. `lasts`: waiting does not help. */
function issuerTrouble(
  certificate: LiveObject,
  state: ClusterState,
): { what: string; lasts: boolean; evidence: readonly EvidenceRecord[] } | undefined {
  const reference = certificate.spec.at('issuerRef')
  const group = reference.at('group').text ?? 'cert-manager.io'
  const [kind, name] = [reference.at('kind').text ?? 'Issuer', reference.at('name').text ?? '']
  if (group !== 'cert-manager.io' || (kind !== 'Issuer' && kind !== 'ClusterIssuer')) return undefined
  const namespace = kind === 'Issuer' ? certificate.namespace : undefined
  const answer = state.lookup(kind, namespace, name)
  if (answer.answer === 'absent') {
    const near = nearestWord(
      name,
      state.in(kind, namespace).map((issuer) => issuer.name),
    )
    const absent = { apiVersion: 'cert-manager.io/v1', kind, ...(namespace === undefined ? {} : { namespace }), name }
    return {
      what: `${kind} \`${name}\` does not exist${near === undefined ? '' : ` (did you mean \`${near}\`?)`}`,
      lasts: ageOf(certificate.createdAt, state) > MINUTE,
      evidence: [fieldEvidence(certificate, reference), absenceEvidence(absent)],
    }
  }
  const ready = answer.answer === 'present' ? answer.object.condition('Ready') : undefined
  if (answer.answer !== 'present' || ready === undefined || !ready.at('status').is('False')) return undefined
  const message = ready.at('message')
  return {
    what: `${kind} \`${name}\` is not ready${message.exists ? `: ${message.text?.replace(/\.$/, '')}` : ''}`,
    lasts: false,
    evidence: [fieldEvidence(answer.object, ready.at(message.exists ? 'message' : 'status'))],
  }
}
