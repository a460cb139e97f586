import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { eventEvidence, logEvidence } from '../../evidence.ts'
import { isOver } from '../../pods.ts'
import { bindingsOf, type Forbidden, isAllowed, readForbidden, roleOf, serviceAccountOf } from '../../rbac.ts'
import { isReady } from '../../workload-pods.ts'
import { grantSteps } from './grant-steps.ts'

/** A pod that is well and was refused longer ago than this can do without. */
const RECENT = 10 * MINUTE
/** What a container says shortly before it ends is why it ends. */
const LAST_LINES = 30

export default detector({
  id: 'rbac-forbidden',
  group: 'control',
  title: 'The API server refuses what a workload asks for',
  why: 'Its identity lacks a right: what it wants to read or do in the cluster fails.',
  help: 'Give its ServiceAccount a Role with the missing verb and resource.',
  severity: 'warning',
  reads: ['Pod', 'logs', 'Event', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  // A container starts without what it may not read, and then ends for it.
  effect: 'not-started',
  suspects: ['/rules/**', '/subjects/**', '/spec/template/spec/serviceAccountName'],

  *detect(state) {
    yield* fromLogs(state)
    yield* fromEvents(state)
  },
})

function* fromLogs(state: ClusterState): Iterable<Found> {
  for (const stream of state.snapshot.logs) {
    const told = stream.lines.flatMap((line, index) => {
      const forbidden = readForbidden(line.text)
      return forbidden === undefined ? [] : [{ forbidden, line, fromEnd: stream.lines.length - index }]
    })
    const pod = told.length === 0 ? undefined : state.find('Pod', stream.pod.namespace, stream.pod.name)
    if (pod === undefined || pod.uid !== stream.pod.uid || pod.deletedAt !== undefined || isOver(pod)) continue
    const unwell = !isReady(pod)
    for (const same of Map.groupBy(told, ({ forbidden }) => aboutOf(forbidden)).values()) {
      const [first, last] = [same[0], same.at(-1)]
      if (first === undefined || last === undefined || isAllowed(last.forbidden, state)) continue
      if (unwell ? last.fromEnd > LAST_LINES : stream.previous || state.now - last.line.at > RECENT) continue
      yield found(
        pod,
        last.forbidden,
        { since: first.line.at, evidence: [logEvidence(stream, last.line)], severity: unwell ? 'error' : 'warning' },
        state,
      )
    }
  }
}

function* fromEvents(state: ClusterState): Iterable<Found> {
  for (const event of state.snapshot.events) {
    if (event.type !== 'Warning' || state.now - event.lastAt > RECENT) continue
    const forbidden = readForbidden(event.message)
    // A kubelet asks for the Secrets of pods that are gone already: nothing that a person could mend.
    if (forbidden === undefined || forbidden.user.startsWith('system:node:') || isAllowed(forbidden, state)) continue
    const object = state.find(event.object.kind, event.object.namespace, event.object.name)
    if (object === undefined || object.deletedAt !== undefined) continue
    yield found(object, forbidden, { since: event.firstAt, evidence: [eventEvidence(event)] }, state)
  }
}

function found(object: LiveObject, forbidden: Forbidden, told: Pick<Found, 'since' | 'evidence' | 'severity'>, state: ClusterState): Found {
  const { user, verb, resource, namespace } = forbidden
  const account = serviceAccountOf(user)
  const who = account === undefined ? `User \`${user}\`` : `ServiceAccount \`${account.namespace}/${account.name}\``
  const what = `${verb} \`${fullName(forbidden)}\`${forbidden.name === undefined || resource.includes('/') ? '' : ` \`${forbidden.name}\``}`
  const empty = bindingsOf(user, namespace, state).filter((binding) => roleOf(binding, state) === undefined)
  return finding(object, {
    ...told,
    about: aboutOf(forbidden),
    message: `${who} may not ${what} ${namespace === undefined ? 'in the cluster' : `in namespace \`${namespace}\``}.`,
    blames: empty.map(({ reference }) => reference),
    nextSteps: grantSteps(forbidden),
  })
}

function aboutOf(forbidden: Forbidden): string {
  return `${forbidden.verb} ${fullName(forbidden)} ${forbidden.namespace ?? '*'}`
}

/** `deployments.apps`. */
function fullName({ resource, group }: Forbidden): string {
  return group === '' ? resource : `${resource}.${group}`
}
