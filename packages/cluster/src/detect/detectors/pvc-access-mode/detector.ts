import { sharedClass, unservedModes } from '../../access-modes.ts'
import { describeClaim, remakeClaim } from '../../claim-steps.ts'
import { isDue, storageClassOf, waitingClaims } from '../../claims.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'

export default detector({
  id: 'pvc-access-mode',
  group: 'storage',
  title: 'A claim asks for an access mode that its class cannot serve',
  why: 'A disk is attached to one node at a time: the provisioner refuses, the claim stays Pending, and its pods with it.',
  help: 'Ask for ReadWriteOnce, or take a class of shared files, such as Azure Files.',
  severity: 'error',
  reads: ['PersistentVolumeClaim', 'StorageClass', 'Pod', 'Event'],
  effect: 'not-bound',
  suspects: ['/spec/accessModes/**', '/spec/storageClassName', '/spec/volumeClaimTemplates/**'],

  *detect(state) {
    for (const claim of waitingClaims(state)) {
      const storageClass = storageClassOf(claim, state)
      const [mode] = unservedModes(claim, state)
      if (storageClass === undefined || mode === undefined || claim.spec.at('volumeName').exists || !isDue(claim, state)) continue
      const event = state.eventsAbout(claim, 'ProvisioningFailed').at(-1)
      const shared = sharedClass(state)
      yield finding(claim, {
        message: `Claim \`${claim.name}\` asks for \`${mode}\`, which \`${storageClass.at('provisioner').text}\` of StorageClass \`${storageClass.name}\` can't serve.`,
        since: state.eventsAbout(claim, 'ProvisioningFailed')[0]?.firstAt ?? claim.createdAt,
        evidence: [
          fieldEvidence(claim, claim.spec.at('accessModes')),
          fieldEvidence(storageClass, storageClass.at('provisioner')),
          ...(event === undefined ? [] : [eventEvidence(event)]),
        ],
        nextSteps: [
          describeClaim(claim),
          ...remakeClaim(
            claim,
            `with \`ReadWriteOnce\` if one node is enough, else with ${shared === undefined ? 'a class of shared files' : `\`storageClassName: ${shared.name}\``}`,
            state,
          ),
        ],
      })
    }
  },
})
