import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { detector, finding } from '../../detector.ts'
import { SECOND } from '../../durations.ts'
import { eventEvidence } from '../../evidence.ts'
import { plainMountError } from '../../mount-errors.ts'
import { describeStep } from '../../pod-commands.ts'
import { inNamespace, nodeOf } from '../../pods.ts'
import { HELD_ELSEWHERE, isMissingReference, isStillSaid, stuckPods, volumeNamed } from '../../start-failures.ts'

/** Caches fill, and disks change nodes, within seconds to a minute; the kubelet says so once or twice. */
const PATIENCE = 45 * SECOND
/** A disk leaves its last node when that lets go of it; a node that is gone is given up after six minutes. */
const MOVING = 120 * SECOND
const HARMLESS = /failed to sync (configmap|secret) cache|not registered|timed out waiting for the condition$/

export default detector({
  id: 'volume-mount-failed',
  group: 'pod',
  title: 'A volume cannot be mounted or attached',
  why: 'The containers of the pod are not created until all its volumes are there.',
  help: 'Mend what the message names: the server, the driver, the path, or the node that still holds the disk.',
  severity: 'error',
  reads: ['Pod', 'Event', 'PersistentVolumeClaim', 'VolumeAttachment', 'Node'],
  effect: 'not-started',
  suspects: ['/spec/**/volumes/**', '/spec/csi/**', '/spec/nfs/**'],

  *detect(state) {
    for (const pod of stuckPods(state)) {
      // All volumes are there: what was said before was mended by a retry, and something else holds the pod.
      if (pod.condition('PodReadyToStartContainers').at('status').is('True')) continue
      for (const [volume, events] of failures(pod, state)) {
        const last = events.at(-1)
        const since = Math.min(...events.map(({ firstAt }) => firstAt))
        if (last === undefined || state.now - since < (HELD_ELSEWHERE.test(last.message) ? MOVING : PATIENCE)) continue
        yield finding(pod, {
          about: volume,
          message: `Volume \`${volume}\` can't be ${last.reason === 'FailedAttachVolume' ? 'attached' : 'mounted'}: ${plainMountError(last.message)}.`,
          since,
          evidence: [eventEvidence(last)],
          blames: [...claimOf(pod, volume), ...nodeBlamed(pod, state), ...holders(pod, volume, state)],
          nextSteps: [
            describeStep(pod, 'Read what the kubelet says.'),
            ...(HELD_ELSEWHERE.test(last.message)
              ? [{ text: 'See which node holds the disk.', command: 'kubectl get volumeattachments' }]
              : []),
            ...(claimOf(pod, volume).length > 0 ? [{ text: 'See the claims.', command: `kubectl get pvc${inNamespace(pod)}` }] : []),
          ],
        })
      }
    }
  },
})

/** Recent failures that no missing ConfigMap or Secret explains, by volume; those that name one say more than the sum of all. */
function failures(pod: LiveObject, state: ClusterState): ReadonlyMap<string, readonly EventRecord[]> {
  const events = state
    .eventsAbout(pod, 'FailedMount', 'FailedAttachVolume', 'FailedMapVolume')
    .filter((event) => isStillSaid(event, pod, state) && !isMissingReference(event.message) && !HARMLESS.test(event.message.trim()))
  const exact = events.filter((event) => volumeNamed(event) !== undefined)
  return Map.groupBy(
    exact.length > 0 ? exact : events,
    (event) => podVolume(pod, volumeNamed(event)) ?? /unmounted volumes=\[([^\]]+)\]/.exec(event.message)?.[1] ?? 'of the pod',
  )
}

/** Messages name a PersistentVolume where a claim is mounted: the pod knows it by the name of its volume. */
function podVolume(pod: LiveObject, named: string | undefined): string | undefined {
  if (named === undefined || !named.startsWith('pvc-')) return named
  const claims = pod.spec
    .at('volumes')
    .items()
    .filter((volume) => volume.at('persistentVolumeClaim').exists)
  return claims.length === 1 ? claims[0]?.at('name').text : named
}

function claimOf(pod: LiveObject, volume: string): LiveReference[] {
  const claim = pod.spec
    .at('volumes')
    .items()
    .find((one) => one.at('name').is(volume))
    ?.at('persistentVolumeClaim', 'claimName').text
  return claim === undefined
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }),
          name: claim,
        },
      ]
}

/** The nodes that hold the disk, where the cluster says so: one that is lost lets go of nothing. */
function holders(pod: LiveObject, volume: string, state: ClusterState): LiveReference[] {
  const [claim] = claimOf(pod, volume)
  const disk = claim === undefined ? undefined : state.find(claim.kind, claim.namespace, claim.name)?.spec.at('volumeName').text
  if (disk === undefined) return []
  return state.list('VolumeAttachment').flatMap(({ spec }) => {
    const name = spec.at('nodeName').text
    const holds = spec.at('source', 'persistentVolumeName').is(disk) && name !== undefined && !pod.spec.at('nodeName').is(name)
    return holds ? [{ apiVersion: 'v1', kind: 'Node', name }] : []
  })
}

function nodeBlamed(pod: LiveObject, state: ClusterState): LiveReference[] {
  const node = nodeOf(pod, state)
  return node === undefined ? [] : [node.reference]
}
