import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { Change, Time } from '../../../context/records.ts'
import { configReferences } from '../../config-references.ts'
import { detector, finding } from '../../detector.ts'
import { changeEvidence } from '../../evidence.ts'
import { AUTHENTICATION_FAILED, group } from '../../log-phrases.ts'
import { ownerIn, type Owner } from '../../log-targets.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { nameContainer } from '../../restarts.ts'
import { isServer } from '../../server-images.ts'

interface Rejected extends Hit {
  readonly user: string | undefined
  readonly owner: Owner | undefined
}

export default detector({
  id: 'log-authentication-failed',
  group: 'logs',
  title: 'A password or a key of a container is refused',
  why: 'The server does not let it in: every call fails until both sides have the same secret again.',
  help: 'Compare the Secret that the container takes it from with what the server expects; a rotated one needs a restart.',
  severity: 'error',
  reads: ['Pod', 'Secret', 'ConfigMap', 'logs'],
  effect: 'unanswered',
  suspects: ['/spec/template/spec/containers/*/env/**', '/spec/template/spec/containers/*/envFrom/**', '/data/**', '/data'],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, (text, pod) => read(text, pod, state))) {
      // A server that turns a client away does its work: the client has its own log.
      if (isServer(container)) continue
      const change = credentialChange(pod, since, state)
      const where = told.owner?.kind === 'service' ? ` by Service \`${told.owner.object.name}\`` : ''
      const who = told.user === undefined ? 'the credentials' : `the password of user \`${told.user}\``
      yield finding(pod, {
        about: told.about,
        severity,
        explains,
        message: `${nameContainer(container)} is turned away${where}: ${who} ${told.user === undefined ? 'are' : 'is'} not accepted${change === undefined ? '' : `; ${change.object.kind} \`${change.object.name}\` changed before`}.`,
        since,
        evidence: [
          ...evidence,
          ...(change === undefined ? [] : [changeEvidence(change, `${change.object.kind} ${change.object.name} changed`)]),
        ],
        nextSteps: [{ text: 'See where it takes its credentials from.', command: `kubectl describe pod ${pod.name} -n ${pod.namespace}` }],
      })
    }
  },
})

function read(text: string, pod: LiveObject, state: ClusterState): Rejected | undefined {
  const match = AUTHENTICATION_FAILED.exec(text)
  if (match === null) return undefined
  const user = group(match, 'user') ?? group(match, 'role')
  return { index: match.index, about: user ?? 'credentials', user, owner: ownerIn(text, pod, state) }
}

const LONG_BEFORE = 2 * 3_600_000

/** The last change, before it began, of a Secret or ConfigMap that the container takes variables or files from. */
function credentialChange(pod: LiveObject, since: Time, state: ClusterState): Change | undefined {
  const references = configReferences(pod).map(({ kind, name }) => ({ kind, namespace: pod.namespace, name }))
  const changes = references
    .flatMap((reference) => state.changesOf(reference))
    .filter(({ at, kind }) => kind !== 'created' && at <= since && at > since - LONG_BEFORE)
  return changes.toSorted((left, right) => left.at - right.at).at(-1)
}
