import type { DeployReport } from '@aks-copilot/contracts'
import { writtenText } from './deploy-texts.ts'
import type { Notice } from '../ports.ts'
import { asCode } from '../texts/quote.ts'

const MOST_INCIDENTS = 5

/** What people are told of a deployment; undefined where nothing was written. */
export function deployNotice(report: DeployReport): Notice | undefined {
  const { objects, outcome, runId, namespace, cluster, incidents } = report
  if (objects.every(({ result }) => result === 'none')) return undefined
  const broken = incidents
    .slice(0, MOST_INCIDENTS)
    .map(({ cause }) => `- ${cause.object.kind} ${asCode(cause.object.name)}: ${asCode(cause.message)}`)
  const failed = objects.filter(({ result }) => result === 'failed' || result === 'not-taken-back')
  const left = failed.map(({ object, why = '' }) => `- ${object.kind} ${asCode(object.name)}: ${asCode(why)}`)
  return {
    key: 'deployed',
    runId,
    severity: outcome === 'healthy' ? 'good' : 'warning',
    title: `Deployment to ${namespace} of ${cluster}: ${outcome}`,
    text: [writtenText(report), ...broken, ...left].join('\n'),
    links: [],
  }
}
