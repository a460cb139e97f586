import { fromPointer } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../../../context/live-object.ts'
import type { Change, Time } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { changeEvidence, fieldEvidence } from '../../evidence.ts'
import { lastWords } from '../../last-words.ts'
import { REFUSED, UNRESOLVED } from '../../log-phrases.ts'
import { earliest, MINUTE, SECOND } from '../../patience.ts'
import { inNamespace, troubledPods } from '../../pods.ts'
import { isLooping, loopSince } from '../../restarts.ts'
import { takenConfigs } from '../../taken-config.ts'

/** One workload that fails after a change may have reasons of its own; the change is its suspect then, and no cause. */
const LEAST_WORKLOADS = 2
/** Pods may be made anew long after the change, and are as broken. */
const REACH = 120 * MINUTE
/** Times of changes and of containers are cut to the second, by different clocks. */
const SLACK = 5 * SECOND

interface Victim {
  readonly pod: LiveObject
  readonly workload: LiveObject
  readonly container: ContainerState
  readonly since: Time | undefined
}

export default detector({
  id: 'config-change-breaks',
  group: 'control',
  title: 'Several workloads fail since their common configuration was changed',
  why: 'One value that is wrong for all of them ends each of them as soon as it starts anew.',
  help: 'Put the value back, then restart what takes it.',
  severity: 'info',
  reads: ['Pod', 'ConfigMap', 'Secret', 'logs'],
  explains: ['crashing'],
  suspects: ['/data/**', '/binaryData/**'],

  *detect(state) {
    for (const [, victims] of Map.groupBy(takers(state), ({ config }) => objectKey(config))) {
      const [first] = victims
      if (first === undefined) continue
      const { config } = first
      const since = earliest(victims.map((victim) => victim.since))
      const change = state.changesOf(config).findLast(({ at }) => since === undefined || at <= since + SLACK)
      const workloads = [...new Set(victims.map(({ workload }) => workload))].toSorted((left, right) => left.name.localeCompare(right.name))
      if (change?.kind !== 'changed' || workloads.length < LEAST_WORKLOADS || victims.some((victim) => !isAfter(victim, change, state)))
        continue
      yield finding(config, {
        message: `${config.kind} \`${config.name}\` was changed${keysOf(change)}; since then ${workloads.map(({ kind, name }) => `${kind} \`${name}\``).join(', ')}, which take it, end again and again.`,
        since: change.at,
        evidence: [
          changeEvidence(change, `${config.kind} ${config.name} changed${keysOf(change)}`),
          ...lastWords(first.pod, first.container.name, state, 1),
          ...victims.slice(0, 3).map(({ pod, container }) => fieldEvidence(pod, container.status.at('restartCount'))),
        ],
        nextSteps: [
          { text: 'See what it holds now.', command: `kubectl describe ${config.kind.toLowerCase()} ${config.name}${inNamespace(config)}` },
          {
            text: 'Put the old value back, then start anew what takes it.',
            command: `kubectl rollout restart ${workloads.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).join(' ')}${inNamespace(config)}`,
          },
        ],
      })
    }
  },
})

const RESTARTABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** Containers that end again and again, by each ConfigMap and Secret that they take. */
function takers(state: ClusterState): (Victim & { readonly config: LiveObject })[] {
  return troubledPods(state).flatMap((pod) => {
    const workload = state.topController(pod)
    const looping = RESTARTABLE.has(workload.kind) ? containerStates(pod).filter((container) => isLooping(container, state)) : []
    return looping.flatMap((container) =>
      takenConfigs(pod).flatMap(({ container: taker, kind, name }) => {
        const config = taker.name === container.name ? state.find(kind, pod.namespace, name) : undefined
        return config === undefined ? [] : [{ pod, workload, container, since: loopSince(pod, container, state), config }]
      }),
    )
  })
}

/** Whether it began after the change, of nobody whom it calls, and nothing else of the workload had changed but that it was restarted. */
function isAfter({ pod, container, workload, since }: Victim, change: Change, state: ClusterState): boolean {
  if (since === undefined || since < change.at - SLACK || since > change.at + REACH) return false
  if (lastWords(pod, container.name, state).some(({ text }) => REFUSED.test(text) || UNRESOLVED.some((phrase) => phrase.test(text))))
    return false
  return state
    .changesOf(workload)
    .filter(({ at, kind }) => kind === 'rollout' && at >= change.at - MINUTE && at <= since + SLACK)
    .every(({ diff }) => diff.length > 0 && diff.every(({ path }) => path.startsWith('/spec/template/metadata/annotations')))
}

function keysOf({ diff }: Change): string {
  const keys = diff.flatMap(({ path }) => (/^\/(?:data|binaryData)\//.test(path) ? [`\`${fromPointer(path)[1] ?? ''}\``] : []))
  return keys.length === 0 ? '' : ` (key ${keys.join(', ')})`
}
