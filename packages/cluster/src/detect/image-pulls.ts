import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { EventRecord, Time } from '../context/records.ts'
import type { ContainerState } from './container-states.ts'
import { isAboutContainer } from './restarts.ts'

const REASONS = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])

export type PullProblem =
  | 'invalid-name'
  | 'never-pulled'
  | 'unverified'
  | 'wrong-platform'
  | 'rate-limited'
  | 'refused'
  | 'not-found'
  | 'unknown-host'
  | 'untrusted'
  | 'disk-full'
  | 'unreachable'
  | 'other'

export interface PullFailure {
  readonly problem: PullProblem
  readonly image: string
  readonly events: readonly EventRecord[]
  readonly since: Time | undefined
}

/** What keeps the image of a waiting container from being pulled; undefined where it waits for something else. */
export function pullFailure(pod: LiveObject, container: ContainerState, state: ClusterState): PullFailure | undefined {
  const { waitingReason } = container
  if (waitingReason === undefined || !REASONS.has(waitingReason)) return undefined
  const image = container.spec.at('image').text ?? ''
  const events = state
    .eventsAbout(pod, 'Failed', 'InspectFailed', 'ErrImageNeverPull')
    .filter((event) => isAboutContainer(event, container) && !event.message.startsWith('Error: '))
  // The newest word counts: a registry that was away for a moment may have answered since.
  const said = [container.waiting.at('message').text ?? '', events.at(-1)?.message ?? ''].join('\n').replaceAll(image, '')
  return { problem: problemOf(waitingReason, said), image, events, since: events[0]?.firstAt ?? pod.createdAt }
}

/** In this order: a registry that limits or lacks a platform also says `not found` or `unauthenticated`. */
const SAID: readonly (readonly [PullProblem, RegExp])[] = [
  ['wrong-platform', /no match for platform|no matching manifest/i],
  ['rate-limited', /toomanyrequests|too many requests|rate limit/i],
  [
    'refused',
    /unauthori[sz]ed|authentication required|authorization failed|forbidden|access denied|access to the resource is denied|insufficient_scope|no basic auth/i,
  ],
  ['unknown-host', /no such host/i],
  ['untrusted', /x509:|certificate|HTTP response to HTTPS client/i],
  ['disk-full', /no space left on device/i],
  [
    'unreachable',
    /connection refused|connection reset|i\/o timeout|timed? ?out|deadline exceeded|network is unreachable|no route to host|\bEOF\b|50[0234] /i,
  ],
  ['not-found', /not found|manifest unknown|does not exist|name unknown/i],
]

function problemOf(waitingReason: string, said: string): PullProblem {
  if (waitingReason === 'InvalidImageName') return 'invalid-name'
  if (waitingReason === 'ErrImageNeverPull') return 'never-pulled'
  if (waitingReason === 'SignatureValidationFailed') return 'unverified'
  return SAID.find(([, pattern]) => pattern.test(said))?.[0] ?? (waitingReason === 'RegistryUnavailable' ? 'unreachable' : 'other')
}
