import { matchesSelector, parseQuantity } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'
import { className, requestedBytes } from './claims.ts'

/** Why a volume is not the one that a claim waits for, in words; undefined where it would do. */
export function misfit(volume: LiveObject, claim: LiveObject): string | undefined {
  const holder = volume.spec.at('claimRef')
  if (holder.exists && !isHeldFor(volume, claim)) return `is held by claim \`${holder.at('namespace').text}/${holder.at('name').text}\``
  if (holder.exists && isHeldForForerunner(volume, claim)) return 'is still held by an earlier claim of this name'
  if (volume.deletedAt !== undefined) return 'is being deleted'
  if ((volume.spec.at('storageClassName').text ?? '') !== (className(claim) ?? ''))
    return `is of class \`${volume.spec.at('storageClassName').text ?? ''}\``
  const capacity = volume.spec.at('capacity', 'storage')
  if ((parseQuantity(capacity.value) ?? 0) < requestedBytes(claim))
    return `has \`${capacity.scalar}\`, and \`${claim.spec.at('resources', 'requests', 'storage').scalar}\` is asked for`
  return wrongMode(volume, claim) ?? wrongLabels(volume, claim)
}

/** Whether a volume names this claim, or an earlier one of its name. */
export function isHeldFor(volume: LiveObject, claim: LiveObject): boolean {
  const holder = volume.spec.at('claimRef')
  return holder.at('namespace').is(claim.namespace ?? '') && holder.at('name').is(claim.name)
}

/** Whether a volume is held for a claim of the same name that is gone. */
function isHeldForForerunner(volume: LiveObject, claim: LiveObject): boolean {
  const uid = volume.spec.at('claimRef', 'uid').text
  return isHeldFor(volume, claim) && uid !== undefined && uid !== '' && uid !== claim.uid
}

function wrongMode(volume: LiveObject, claim: LiveObject): string | undefined {
  const modes = new Set(
    volume.spec
      .at('accessModes')
      .items()
      .map(({ text }) => text),
  )
  const missing = claim.spec
    .at('accessModes')
    .items()
    .find(({ text }) => !modes.has(text))
  if (missing !== undefined) return `does not offer \`${missing.text}\``
  const mode = (object: LiveObject): string => object.spec.at('volumeMode').text ?? 'Filesystem'
  return mode(volume) === mode(claim) ? undefined : `is a \`${mode(volume)}\`, and a \`${mode(claim)}\` is asked for`
}

function wrongLabels(volume: LiveObject, claim: LiveObject): string | undefined {
  return matchesSelector(claim.spec.at('selector'), volume.labels.strings()) ? undefined : 'does not have the labels that the claim selects'
}
