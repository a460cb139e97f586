import type { DeployReport } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'

type Told = Pick<DeployReport, 'outcome' | 'objects' | 'refusals' | 'incidents' | 'namespace' | 'cluster'> & {
  /** What ended it, where that was no answer of the cluster. */
  readonly fault?: string | undefined
}

/** What a plan comes to: `2 new, 1 changed, 4 unchanged in namespace shop of cluster prod.` */
export function planText({ objects, namespace, cluster }: Pick<Told, 'objects' | 'namespace' | 'cluster'>): string {
  const count = (wanted: string): number => objects.filter(({ action }) => action === wanted).length
  const [created, changed, same] = [count('create'), count('change'), count('none')]
  const parts = [
    ...(created > 0 ? [`${created} new`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(same > 0 ? [`${same} unchanged`] : []),
  ]
  const where = `in namespace \`${namespace}\` of cluster \`${cluster}\``
  return created + changed === 0 ? `Nothing to change ${where}.` : `${parts.join(', ')} ${where}.`
}

/** How a deployment ended, in one or two sentences. */
export function sentenceOf(report: Told): string {
  const { outcome, refusals, namespace } = report
  if (outcome === 'refused')
    return `Nothing was written: ${refusals.length === 1 ? 'one object is' : `${refusals.length} objects are`} refused.`
  if (outcome === 'declined') return 'Nothing was written: you said no.'
  if (outcome === 'healthy')
    return isUnchanged(report)
      ? `Nothing to change in \`${namespace}\`; all of it is healthy.`
      : `${writtenText(report)} All of it is healthy.`
  return `${endText(report)} ${writtenText(report)}`
}

function endText({ outcome, incidents, objects, fault }: Told): string {
  if (outcome === 'stopped') return 'Stopped before the end; the same command goes on.'
  if (fault !== undefined) return `Ended by a fault. ${fault}`
  const refused = objects.find(({ result, why }) => result === 'failed' && why !== 'was not tried')
  if (refused !== undefined) return `The API server did not take ${describeObject(refused.object)}: ${refused.why ?? ''}.`
  const [first] = incidents
  const unwell = objects.find(({ health }) => health?.state === 'failed') ?? objects.find(({ health }) => health?.state === 'progressing')
  const reason =
    first !== undefined
      ? `${describeObject(first.cause.object)}: ${first.cause.message}`
      : unwell === undefined
        ? ''
        : `${describeObject(unwell.object)}: ${unwell.health?.text ?? ''}`
  const head = outcome === 'timed-out' ? 'Not healthy in time' : 'Not healthy'
  return reason === '' ? `${head}.` : `${head}. ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`
}

function isUnchanged({ objects }: Told): boolean {
  return objects.every(({ result }) => result === 'none')
}

/** How much was written, and how much of it was taken back. */
export function writtenText(report: Told): string {
  const { objects, namespace } = report
  const written = objects.filter(({ result }) => ['applied', 'restored', 'removed', 'not-taken-back'].includes(result))
  if (written.length === 0) return `Nothing was written to \`${namespace}\`.`
  return `${written.length} of ${objects.length} ${objects.length === 1 ? 'object was' : 'objects were'} written to \`${namespace}\`.${undoneText(report)}`
}

function undoneText({ objects }: Told): string {
  const back = objects.filter(({ result }) => result === 'restored' || result === 'removed').length
  const left = objects.filter(({ result }) => result === 'not-taken-back').map(({ object }) => `${object.kind} ${object.name}`)
  const done = back === 0 ? '' : ` Taken back: ${back}.`
  return left.length === 0 ? done : `${done} Could not be taken back: ${left.join(', ')}.`
}
