import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { TLS_ERROR, TLS_OF_CLIENT } from '../../log-phrases.ts'
import { type Owner, ownerIn } from '../../log-targets.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { logsStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'

const WHY = {
  expired: 'the certificate is expired, or not valid yet',
  authority: 'the certificate is signed by an authority that the container does not know',
  name: 'the certificate is for other names',
  protocol: 'one side speaks TLS and the other plain text',
} as const
type Kind = keyof typeof WHY

interface Insecure extends Hit {
  readonly kind: Kind
  readonly owner: Owner | undefined
}

export default detector({
  id: 'log-tls-error',
  group: 'logs',
  title: 'A container does not trust whom it calls',
  why: 'The connection ends before anything is said: every call fails until the certificate or the trust in it is mended.',
  help: 'Renew the certificate, give the client the right CA bundle, or call the name that the certificate has.',
  severity: 'error',
  reads: ['Pod', 'Service', 'logs'],
  effect: 'unanswered',
  suspects: ['/spec/template/spec/containers/*/env/**', '/spec/template/spec/volumes/**', '/data/**', '/spec/dnsNames/**'],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, (text, pod) => read(text, pod, state))) {
      const { owner, kind } = told
      const whom =
        owner === undefined ? '' : ` with ${owner.kind === 'service' ? `Service \`${owner.object.name}\`` : `\`${owner.target.text}\``}`
      yield finding(pod, {
        about: told.about,
        severity,
        explains,
        message: `${nameContainer(container)} can't open a TLS connection${whom}: ${WHY[kind]}.`,
        since,
        evidence,
        blames: owner?.object === undefined ? [] : [owner.object.reference],
        nextSteps: [logsStep(pod, container.name, 'Read which certificate it refuses.')],
      })
    }
  },
})

function read(text: string, pod: LiveObject, state: ClusterState): Insecure | undefined {
  const match = TLS_ERROR.exec(text)
  // A server that tells of strangers with a wrong idea of it is well.
  if (match === null || TLS_OF_CLIENT.test(text)) return undefined
  const kind = (Object.keys(WHY) as Kind[]).find((one) => match.groups?.[one] !== undefined)
  if (kind === undefined) return undefined
  const owner = ownerIn(text, pod, state)
  return { index: match.index, about: `${kind} ${owner?.object?.name ?? owner?.target.host ?? ''}`.trim(), kind, owner }
}
