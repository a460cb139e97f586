import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { Change, Time } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { SECOND } from '../../durations.ts'
import { changeEvidence, fieldEvidence } from '../../evidence.ts'
import { livingPods, inNamespace } from '../../pods.ts'
import { type TakenConfig, takenConfigs } from '../../taken-config.ts'
import { isReady } from '../../workload-pods.ts'

/** Whoever restarts the pods after a change (a person, a pipeline, a controller that watches configuration) does so at once. */
const RESTARTING = 30 * SECOND
/** The clocks of nodes and of the API server differ a little. */
const SLACK = 5 * SECOND

export default detector({
  id: 'config-changed-after-start',
  group: 'control',
  title: 'Configuration has changed since the pods started',
  why: 'Variables and subPath mounts are read once, at the start: the pods still have the old values, and get the new ones at their next restart, whenever that is.',
  help: 'Restart the workload when the new values should hold.',
  severity: 'warning',
  reads: ['Pod', 'ConfigMap', 'Secret'],
  // What fails now has a cause of its own, which names this change as a suspect.
  explains: [],
  suspects: ['/data/**', '/binaryData/**'],

  *detect(state) {
    const changed = new Set(state.snapshot.changes.filter(isOfConfig).map(({ object }) => object.namespace))
    if (changed.size === 0) return
    for (const pod of livingPods(state)) {
      if (!changed.has(pod.namespace) || !isReady(pod)) continue
      for (const taken of takenConfigs(pod)) {
        const startedAt = timeOf(taken.container.running.at('startedAt'))
        const change = startedAt === undefined ? undefined : missedChange(taken, pod, startedAt, state)
        if (change === undefined || startedAt === undefined || state.now - change.at < RESTARTING) continue
        const workload = state.topController(pod)
        if (isRolling(workload)) continue
        yield finding(pod, {
          about: `${taken.kind} ${taken.name}`,
          message: `${taken.kind} \`${taken.name}\` has changed${keysOf(change)} since container \`${taken.container.name}\` started: it still has the old values, for ${taken.by === 'environment' ? 'variables' : 'subPath mounts'} are read at the start only.`,
          since: change.at,
          evidence: [
            changeEvidence(change, `${taken.kind} ${taken.name} changed${keysOf(change)}`),
            fieldEvidence(pod, taken.container.running.at('startedAt'), startedAt),
          ],
          nextSteps: [
            {
              text: 'See when its containers started.',
              command: `kubectl describe ${workload.kind.toLowerCase()} ${workload.name}${inNamespace(pod)}`,
            },
            ...(RESTARTABLE.has(workload.kind)
              ? [
                  {
                    text: 'Start its pods anew with the new values.',
                    command: `kubectl rollout restart ${workload.kind.toLowerCase()}/${workload.name}${inNamespace(pod)}`,
                  },
                ]
              : []),
          ],
        })
      }
    }
  },
})

const RESTARTABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

function isOfConfig({ object, kind }: Change): boolean {
  return kind === 'changed' && (object.kind === 'ConfigMap' || object.kind === 'Secret')
}

/** The last change of what a container took, after it had taken it; what went back to the value that it took is no change. */
function missedChange(taken: TakenConfig, pod: LiveObject, startedAt: Time, state: ClusterState): Change | undefined {
  const changes = state
    .changesOf({ kind: taken.kind, namespace: pod.namespace, name: taken.name })
    .filter(({ at, kind }) => kind === 'changed' && at > startedAt + SLACK)
  const restored = restoredPaths(changes)
  return changes.findLast(({ diff }) => diff.some(({ path }) => concerns(path, taken.key) && !restored.has(path)))
}

/** Places that are again as they were before the first of these changes, oldest first. Where nobody saw a value, nothing is known. */
function restoredPaths(changes: readonly Change[]): ReadonlySet<string> {
  const first = new Map<string, unknown>()
  const last = new Map<string, unknown>()
  const unseen = new Set<string>()
  for (const { path, from, to } of changes.flatMap(({ diff }) => diff)) {
    if (!first.has(path)) first.set(path, from)
    last.set(path, to)
    if (from === undefined && to === undefined) unseen.add(path)
  }
  return new Set([...first].filter(([path, from]) => !unseen.has(path) && from === last.get(path)).map(([path]) => path))
}

/** `/data/KEY` concerns whoever takes that key, or all of them; `/data` alone may mean any key. */
function concerns(path: string, key: string | undefined): boolean {
  const [, field, changed] = /^\/(data|binaryData|stringData)(?:\/(.+))?$/.exec(path) ?? []
  if (field === undefined) return false
  return key === undefined || changed === undefined || changed.replaceAll('~1', '/').replaceAll('~0', '~') === key
}

/** Whether its pods are being replaced: the old ones go, and with them the old values. */
function isRolling({ status }: LiveObject): boolean {
  const updated = status.at('updatedReplicas').number ?? status.at('updatedNumberScheduled').number
  const all = status.at('replicas').number ?? status.at('desiredNumberScheduled').number
  return updated !== undefined && all !== undefined && updated < all
}

const MOST_KEYS = 3

/** The keys that changed; their values are nobody's business. */
function keysOf({ diff, origin }: Change): string {
  // What managedFields name are all keys of a manager, changed or not.
  const keys =
    origin === 'managed-fields' ? [] : diff.flatMap(({ path }) => /^\/(?:data|binaryData|stringData)\/(.+)$/.exec(path)?.[1] ?? [])
  if (keys.length === 0) return ''
  return ` (\`${keys.slice(0, MOST_KEYS).join('`, `')}\`${keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : ''})`
}
