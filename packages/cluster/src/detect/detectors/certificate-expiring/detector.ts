import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { Time } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, type EvidenceRecord, fieldEvidence, logEvidence } from '../../evidence.ts'
import { isGoing } from '../../onset.ts'
import { shellWord } from '../../shell-words.ts'

/** How ingress-nginx warns, from ten days before the end, at each of its synchronisations. */
const ENDING = /SSL certificate for server "([^"]+)" (?:is about to expire|expired) \((\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/
const EXPIRED = /certificate (has|is) expired|certificate expired/i
/** What else has to do with certificates is told by the detectors of pods, webhooks and cert-manager. */
const TELLERS = ['Ingress', 'Gateway'] as const

/** A word about the certificate of a host name, or of an object. */
interface Warning {
  readonly ingress: LiveObject
  readonly host: string | undefined
  readonly end: Time | undefined
  readonly at: Time
  readonly evidence: EvidenceRecord
}

export default detector({
  id: 'certificate-expiring',
  group: 'network',
  title: 'The certificate of an Ingress or a Gateway has expired or is about to',
  why: 'From that moment on browsers and clients refuse the connection. TLS Secrets are never read: what is known of them is what the controller tells in its log and in events.',
  help: 'Renew the certificate in the TLS Secret.',
  severity: 'warning',
  reads: [...TELLERS, 'Event', 'logs'],
  effect: 'no-route',
  standsAlone: true,
  suspects: ['/spec/tls/**'],

  *detect(state) {
    for (const { ingress, host, end, at, evidence } of [...logged(state), ...told(state)]) {
      const isOver = end === undefined || end <= state.now
      const tls = ingress.spec
        .at('tls')
        .items()
        .find(
          (entry) =>
            host !== undefined &&
            entry
              .at('hosts')
              .items()
              .some((name) => name.is(host)),
        )
      const secret = tls?.at('secretName')
      const whose = secret?.text === undefined ? '' : ` (Secret \`${secret.text}\`)`
      const certificate = state
        .in('Certificate', ingress.namespace)
        .find((one) => secret?.text !== undefined && one.spec.at('secretName').is(secret.text))
      yield finding(ingress, {
        about: host,
        severity: isOver ? 'error' : 'warning',
        message: `The certificate that ${ingress.kind} \`${ingress.name}\` shows${host === undefined ? '' : ` for \`${host}\``}${whose} ${isOver ? 'has expired' : 'expires soon'}${end === undefined ? '' : `: ${day(end)} UTC`}.`,
        since: isOver ? (end ?? at) : at,
        evidence: [evidence, ...(secret?.text === undefined ? [] : [fieldEvidence(ingress, secret)])],
        blames: certificate === undefined ? [] : [certificate.reference],
        nextSteps: [
          host === undefined
            ? {
                text: 'Read its events.',
                command: `kubectl describe ${ingress.kind.toLowerCase()} ${ingress.name} -n ${ingress.namespace}`,
              }
            : {
                text: 'See what it shows now.',
                command: `openssl s_client -connect ${shellWord(`${host}:443`)} -servername ${shellWord(host)} </dev/null | openssl x509 -noout -dates -issuer`,
              },
        ],
      })
    }
  },
})

function* logged(state: ClusterState): Iterable<Warning> {
  for (const stream of state.snapshot.logs) {
    // The first word of it tells since when, the last one what is true: a renewed certificate is not spoken of again.
    const hosts = new Map<string, Warning>()
    for (const line of stream.lines) {
      const [, host, date, time] = ENDING.exec(line.text) ?? []
      const ingress = host === undefined ? undefined : ingressOf(host, state)
      if (host === undefined || ingress === undefined || isGoing(ingress, state)) continue
      hosts.set(host, {
        ingress,
        host,
        end: Date.parse(`${date}T${time}Z`),
        at: hosts.get(host)?.at ?? line.at,
        evidence: logEvidence(stream, line),
      })
    }
    yield* hosts.values()
  }
}

function* told(state: ClusterState): Iterable<Warning> {
  for (const ingress of TELLERS.flatMap((kind) => state.list(kind))) {
    const event = state.eventsAbout(ingress).findLast(({ type, message }) => type === 'Warning' && EXPIRED.test(message))
    if (event !== undefined && !isGoing(ingress, state))
      yield { ingress, host: undefined, end: undefined, at: event.firstAt, evidence: eventEvidence(event) }
  }
}

function ingressOf(host: string, state: ClusterState): LiveObject | undefined {
  return state.list('Ingress').find((ingress) =>
    ingress.spec
      .at('tls')
      .items()
      .some((tls) =>
        tls
          .at('hosts')
          .items()
          .some((name) => name.is(host)),
      ),
  )
}

function day(time: Time): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}
