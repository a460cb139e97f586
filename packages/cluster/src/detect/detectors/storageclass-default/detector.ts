import { storageClassField } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { waitingClaims } from '../../claims.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'

const DEFAULT = 'storageclass.kubernetes.io/is-default-class'
const OLD_DEFAULT = 'storageclass.beta.kubernetes.io/is-default-class'

export default detector({
  id: 'storageclass-default',
  group: 'storage',
  title: 'There is no default StorageClass, or more than one',
  why: 'A claim that names no class gets no volume without a default; with two, the younger class is taken.',
  help: 'Mark exactly one StorageClass as the default.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'StorageClass', 'Event'],
  effect: 'not-bound',
  suspects: ['/spec/storageClassName', '/metadata/annotations/**'],

  *detect(state) {
    if (!state.coverage.knowsAbsence('StorageClass')) return
    const defaults = state
      .list('StorageClass')
      .filter((storageClass) => mark(storageClass).is('true') && storageClass.deletedAt === undefined)
    if (defaults.length === 0) yield* claimsWithoutClass(state)
    if (defaults.length > 1) yield severalDefaults(defaults)
  },
})

function* claimsWithoutClass(state: ClusterState): Iterable<Found> {
  const names = state.list('StorageClass').map(({ name }) => name)
  for (const claim of waitingClaims(state)) {
    const event = state.eventsAbout(claim, 'FailedBinding').at(-1)
    if (storageClassField(claim.root).exists || claim.spec.at('volumeName').exists) continue
    const there = names.length === 0 ? 'there is none at all' : `none of \`${names.join('`, `')}\` is the default`
    yield finding(claim, {
      message: `Claim \`${claim.name}\` names no StorageClass, and ${there}.`,
      since: claim.createdAt,
      evidence: [fieldEvidence(claim, claim.spec), ...(event === undefined ? [] : [eventEvidence(event)])],
      nextSteps: [
        { text: 'See which classes there are.', command: 'kubectl get storageclass' },
        ...names.slice(0, 1).map((name) => ({
          text: 'Mark one as the default: claims that wait get it at once.',
          command: `kubectl annotate storageclass ${name} ${DEFAULT}=true --overwrite`,
        })),
      ],
    })
  }
}

/** The youngest default wins, and among those made in the same second the first by name. */
function severalDefaults(defaults: readonly LiveObject[]): Found {
  const ordered = defaults.toSorted((left, right) => (right.createdAt ?? 0) - (left.createdAt ?? 0) || left.name.localeCompare(right.name))
  const [winner = ordered[0], ...others] = ordered
  if (winner === undefined) throw new Error('no default StorageClass')
  return finding(winner, {
    severity: 'warning',
    about: 'two defaults',
    message: `${defaults.length} StorageClasses are the default; claims without a class get \`${winner.name}\`, not \`${others.map(({ name }) => name).join('`, `')}\`.`,
    since: winner.createdAt,
    evidence: ordered.map((storageClass) => fieldEvidence(storageClass, mark(storageClass))),
    nextSteps: [
      { text: 'See which classes are marked.', command: 'kubectl get storageclass' },
      ...others
        .slice(0, 1)
        .map(({ name }) => ({ text: 'Take the mark from all but one.', command: `kubectl annotate storageclass ${name} ${DEFAULT}-` })),
    ],
  })
}

function mark(storageClass: LiveObject): ReturnType<LiveObject['at']> {
  const current = storageClass.annotations.at(DEFAULT)
  return current.exists ? current : storageClass.annotations.at(OLD_DEFAULT)
}
