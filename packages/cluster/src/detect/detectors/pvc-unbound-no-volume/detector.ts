import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { describeClaim } from '../../claim-steps.ts'
import {
  className,
  consumersOf,
  isDue,
  NO_PROVISIONER,
  storageClassOf,
  volumesOfClass,
  waitingClaims,
  waitsForConsumer,
} from '../../claims.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { absenceEvidence, eventEvidence, fieldEvidence } from '../../evidence.ts'
import { isHeldFor, misfit } from '../../volume-fit.ts'

/** The controller tries every 15 s. The scheduler's back-off is longer, up to 5 minutes. */
const SAID_AGAIN = 6 * MINUTE

export default detector({
  id: 'pvc-unbound-no-volume',
  group: 'storage',
  title: 'No volume fits a claim, and none is made by itself',
  why: 'The claim stays Pending until somebody makes a volume, and its pods with it.',
  help: 'Make a PersistentVolume that fits, free one that is held, or take a class whose provisioner makes volumes.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'Pod', 'Event'],
  effect: 'not-bound',
  suspects: ['/spec/**'],

  *detect(state) {
    for (const claim of waitingClaims(state)) {
      const wanted = claim.spec.at('volumeName').text
      if (wanted !== undefined && wanted !== '') yield* namedVolume(claim, wanted, state)
      else if (isMadeByHand(claim, state) && isDue(claim, state)) yield* anyVolume(claim, state)
    }
  },
})

/** Whether volumes for a claim come from people only: it wants no class, its class has no provisioner, or is a word that volumes share. */
function isMadeByHand(claim: LiveObject, state: ClusterState): boolean {
  const name = className(claim)
  if (name === undefined) return false
  if (name === '' || storageClassOf(claim, state)?.at('provisioner').is(NO_PROVISIONER) === true) return true
  return state.isAbsent('StorageClass', undefined, name) && volumesOfClass(name, state).length > 0
}

function* namedVolume(claim: LiveObject, name: string, state: ClusterState): Iterable<Found> {
  const answer = state.lookup('PersistentVolume', undefined, name)
  const wanted = fieldEvidence(claim, claim.spec.at('volumeName'))
  const nextSteps = [
    { text: 'See which volumes there are, and who holds them.', command: 'kubectl get persistentvolume' },
    describeClaim(claim),
  ]
  if (answer.answer === 'absent') {
    const message = `Volume \`${name}\`, which claim \`${claim.name}\` names, does not exist.`
    yield finding(claim, {
      message,
      since: claim.createdAt,
      evidence: [wanted, absenceEvidence({ apiVersion: 'v1', kind: 'PersistentVolume', name })],
      nextSteps,
    })
  } else if (answer.answer === 'present') {
    const why = misfit(answer.object, claim)
    if (why === undefined) return
    const message = `Volume \`${name}\`, which claim \`${claim.name}\` names, ${why}.`
    const evidence = [wanted, fieldEvidence(answer.object, answer.object.spec)]
    yield finding(claim, { message, since: claim.createdAt, evidence, blames: [answer.object.reference], nextSteps })
  }
}

function* anyVolume(claim: LiveObject, state: ClusterState): Iterable<Found> {
  const event = said(claim, state)
  // Without a look at the volumes, only what the controller says again and again tells that there is none.
  if (!state.coverage.knowsAbsence('PersistentVolume') && (event === undefined || state.now - event.lastAt > SAID_AGAIN)) return
  const volumes = volumesOfClass(className(claim) ?? '', state)
  const near = volumes.filter((volume) => !volume.spec.at('claimRef').exists || isHeldFor(volume, claim))
  if (near.some((volume) => misfit(volume, claim) === undefined)) return
  const offered = near.map((volume) => `\`${volume.name}\` ${misfit(volume, claim)}`)
  yield finding(claim, {
    message: `${noVolume(claim)}: ${offered.length > 0 ? offered.slice(0, 2).join('; ') : 'there is none that is free, and nobody makes one'}.`,
    since: waitsForConsumer(storageClassOf(claim, state)) ? firstConsumer(claim, state) : claim.createdAt,
    evidence: [
      fieldEvidence(claim, claim.status.at('phase')),
      ...(event === undefined ? [] : [eventEvidence(event)]),
      ...near.slice(0, 2).map((volume) => fieldEvidence(volume, volume.spec)),
    ],
    blames: near.map((volume) => volume.reference),
    nextSteps: [
      { text: 'See which volumes there are, and who holds them.', command: 'kubectl get persistentvolume' },
      { text: 'See which classes make volumes by themselves.', command: 'kubectl get storageclass' },
      describeClaim(claim),
    ],
  })
}

function noVolume(claim: LiveObject): string {
  const name = className(claim)
  return `No volume ${name === '' ? 'without a class' : `of StorageClass \`${name}\``} fits claim \`${claim.name}\``
}

/** What the controller says of the claim, else the scheduler of a pod that waits for it. */
function said(claim: LiveObject, state: ClusterState): EventRecord | undefined {
  const own = state.eventsAbout(claim, 'FailedBinding', 'ProvisioningFailed').at(-1)
  const pods = consumersOf(claim, state).flatMap((pod) => state.eventsAbout(pod, 'FailedScheduling'))
  return own ?? pods.findLast(({ message }) => message.includes('persistent volumes to bind'))
}

function firstConsumer(claim: LiveObject, state: ClusterState): number | undefined {
  const times = consumersOf(claim, state).flatMap(({ createdAt }) => (createdAt === undefined ? [] : [createdAt]))
  return times.length === 0 ? claim.createdAt : Math.max(claim.createdAt ?? 0, Math.min(...times))
}
