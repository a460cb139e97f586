import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { unservedModes } from '../../access-modes.ts'
import { describeClaim } from '../../claim-steps.ts'
import { isDue, NO_PROVISIONER, storageClassOf, waitingClaims } from '../../claims.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE, SECOND, spanText } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { shellWord } from '../../shell-words.ts'

/** A provisioner tries again after a moment: topology or a limit of the cloud may not be ready at first. */
const TRIES_AGAIN = 30 * SECOND
/** It waits at most 5 minutes between tries; whoever has been quiet for longer has stopped. */
const STILL_TRYING = 15 * MINUTE
/** Making a disk or a share takes up to a minute or two. */
const MAKING = 5 * MINUTE
/** A provisioner that runs says within seconds that it has begun. */
const BEGINNING = MINUTE

export default detector({
  id: 'pvc-provisioning-failed',
  group: 'storage',
  title: 'No volume could be made for a claim',
  why: 'The claim stays Pending, and its pods with it.',
  help: 'Read what the provisioner says, and mend the class, the quota of the subscription or the rights of the cluster.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'StorageClass', 'Pod', 'Event'],
  effect: 'not-bound',
  suspects: ['/spec/**', '/parameters/**', '/provisioner'],

  *detect(state) {
    for (const claim of waitingClaims(state)) {
      const storageClass = storageClassOf(claim, state)
      if (storageClass === undefined || storageClass.at('provisioner').is(NO_PROVISIONER)) continue
      if (claim.spec.at('volumeName').exists || !isDue(claim, state) || unservedModes(claim, state).length > 0) continue
      const failed = state.eventsAbout(claim, 'ProvisioningFailed')
      const [first, last] = [failed[0], failed.at(-1)]
      const fails = first !== undefined && last !== undefined && state.now - last.lastAt < STILL_TRYING
      const found = fails ? refusal(claim, storageClass, first, last, state) : silence(claim, storageClass, state)
      if (found !== undefined) yield finding(claim, { ...found, nextSteps: steps(claim, storageClass) })
    }
  },
})

function refusal(claim: LiveObject, storageClass: LiveObject, first: EventRecord, last: EventRecord, state: ClusterState) {
  if (state.now - first.firstAt < TRIES_AGAIN) return undefined
  return {
    message: `No volume of StorageClass \`${storageClass.name}\` could be made for claim \`${claim.name}\`: ${cause(last.message)}.`,
    since: first.firstAt,
    evidence: [fieldEvidence(claim, claim.status.at('phase')), eventEvidence(last)],
  }
}

/** The provisioner was asked and says nothing: it has not even begun, or does not come to an end. */
function silence(claim: LiveObject, storageClass: LiveObject, state: ClusterState) {
  const asked = state.eventsAbout(claim, 'ExternalProvisioning')
  const [first, last] = [asked[0], asked.at(-1)]
  const begun = state.eventsAbout(claim, 'Provisioning').length > 0
  if (first === undefined || last === undefined || state.now - last.lastAt > MAKING) return undefined
  if (state.now - first.firstAt < (begun ? MAKING : BEGINNING)) return undefined
  const name = storageClass.at('provisioner').text
  const span = spanText(state.now - first.firstAt)
  return {
    message: begun
      ? `Provisioner \`${name}\` has been making a volume for claim \`${claim.name}\` for ${span}, and reports no error.`
      : `Provisioner \`${name}\` has not begun to make a volume for claim \`${claim.name}\` in ${span}: it does not run, or does not listen to this name.`,
    since: first.firstAt,
    evidence: [eventEvidence(last), fieldEvidence(storageClass, storageClass.at('provisioner'))],
  }
}

const LONGEST_CAUSE = 200

/** What the provisioner's message says, in a person's words; its own where no pattern fits. */
function cause(said: string): string {
  if (/quota|limit.*exceed|exceed.*limit/i.test(said)) return 'a quota of the subscription is used up'
  if (/AuthorizationFailed|does not have authorization|Forbidden|StatusCode=403|403 Forbidden/i.test(said))
    return "the cluster's identity may not make it"
  if (/SkuNotAvailable|not available in (location|zone)|zone.*not (supported|available)/i.test(said))
    return 'this kind of disk is not to be had in this region or zone'
  if (/InvalidParameter|invalid parameter|InvalidArgument/i.test(said)) return `a parameter is not valid (\`${reason(said)}\`)`
  if (/DeadlineExceeded|context deadline|timed? ?out/i.test(said)) return 'the storage did not answer in time'
  return `\`${reason(said)}\``
}

/** The end of a gRPC error, which is the part that says something. */
function reason(said: string): string {
  const told = said.split(' desc = ').at(-1) ?? said
  return told.length > LONGEST_CAUSE ? `${told.slice(0, LONGEST_CAUSE)}…` : told
}

function steps(claim: LiveObject, storageClass: LiveObject) {
  return [
    describeClaim(claim),
    { text: 'See what the class asks of the provisioner.', command: `kubectl get storageclass ${storageClass.name} -o yaml` },
    {
      text: 'See whether the provisioner is registered.',
      command: `kubectl get csidriver ${shellWord(storageClass.at('provisioner').text ?? '')}`,
    },
  ]
}
