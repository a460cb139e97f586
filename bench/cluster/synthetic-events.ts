import type { SyntheticObject } from './synthetic-objects.ts'
import type { Trouble } from './synthetic-pods.ts'

interface Told {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly note: string
}

const USUAL: Told = { type: 'Normal', reason: 'Pulled', note: 'Container image "registry.example/app:1.0" already present on machine' }
const PROBE: Told = { type: 'Warning', reason: 'Unhealthy', note: 'Readiness probe failed: HTTP probe failed with statuscode: 503' }
const PULL: Told = {
  type: 'Warning',
  reason: 'Failed',
  note: 'Failed to pull image "registry.example/app:missing": failed to resolve reference "registry.example/app:missing": registry.example/app:missing: not found',
}
const CRASH: Told = { type: 'Warning', reason: 'BackOff', note: 'Back-off restarting failed container app in pod' }

/** An event about a pod, in words of the kubelet. */
export function eventAbout(pod: SyntheticObject, uid: string, at: number, trouble?: Trouble | 'probe'): SyntheticObject {
  const { name, namespace = '', uid: podUid } = pod.metadata
  const time = new Date(at).toISOString()
  const told = trouble === 'image' ? PULL : trouble === 'crash' ? CRASH : trouble === 'probe' ? PROBE : USUAL
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: `${name}.${uid}`, namespace, uid: `event-${uid}`, resourceVersion: '1', creationTimestamp: time },
    ...told,
    regarding: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid: podUid, fieldPath: 'spec.containers{app}' },
    deprecatedFirstTimestamp: time,
    deprecatedLastTimestamp: time,
    deprecatedCount: 1,
    deprecatedSource: { component: 'kubelet', host: 'node-0' },
    reportingController: 'kubelet',
  }
}

const WORDS = ['served', 'cached', 'stored', 'forwarded', 'queued'] as const

/** A line of a log as the kubelet gives it, with its time. */
export function logLine(number: number, at: number): string {
  const word = WORDS[number % WORDS.length]
  return number % 97 === 0
    ? `${new Date(at).toISOString()} ERROR request ${number} failed after ${number % 900} ms: upstream 10.1.0.${number % 250} did not answer\n`
    : `${new Date(at).toISOString()} INFO request ${number} ${word} in ${(number * 7) % 900} ms for client-${number % 50}\n`
}
