import { falseSince, standingAutoscalers, targetOf } from '../../autoscalers.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { Severity } from '@aks-copilot/contracts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { hasLasted } from '../../patience.ts'
import { describe } from '../../workload-pods.ts'

/** Conditions settle within a few rounds of 15 s. */
const SETTLING = MINUTE

export default detector({
  id: 'hpa-inactive',
  group: 'scaling',
  title: 'An autoscaler does not scale',
  why: 'The workload keeps its size under any load.',
  help: 'Do what its conditions ask for: one autoscaler for each workload, a selector, the right to scale.',
  severity: 'warning',
  reads: ['HorizontalPodAutoscaler'],
  effect: 'not-scaled',
  explains: ['degraded'],
  suspects: ['/spec/scaleTargetRef/**'],

  *detect(state) {
    for (const autoscaler of standingAutoscalers(state)) {
      const trouble = troubleOf(autoscaler)
      if (trouble === undefined) continue
      const since = falseSince(autoscaler, trouble.condition)
      if (trouble.severity !== 'info' && !hasLasted(since, SETTLING, state)) continue
      const condition = autoscaler.condition(trouble.condition)
      yield finding(autoscaler, {
        message: `HorizontalPodAutoscaler \`${autoscaler.name}\` does not scale: ${trouble.text}.`,
        severity: trouble.severity,
        since,
        evidence: [fieldEvidence(autoscaler, condition.at(condition.at('message').exists ? 'message' : 'reason'), since)],
        nextSteps: [describe(autoscaler)],
      })
    }
  },
})

interface Trouble {
  readonly condition: 'ScalingActive' | 'AbleToScale'
  readonly text: string
  readonly severity: Severity
}

/** What its conditions say, but for missing targets and metrics, which hpa-target-missing and hpa-no-metrics tell. */
function troubleOf(autoscaler: LiveObject): Trouble | undefined {
  const [active, able] = [autoscaler.condition('ScalingActive'), autoscaler.condition('AbleToScale')]
  const { kind, name } = targetOf(autoscaler)
  if (able.at('status').is('False')) {
    const said = able.at('message').text ?? ''
    return /\bnot found\b|no matches for kind/.test(said)
      ? undefined
      : { condition: 'AbleToScale', text: clause(said), severity: 'warning' }
  }
  if (!active.at('status').is('False')) return undefined
  const [reason, said] = [active.at('reason').text ?? '', clause(active.at('message').text ?? '')]
  if (reason === 'ScalingDisabled') return { condition: 'ScalingActive', text: `${kind} \`${name}\` is scaled to zero`, severity: 'info' }
  return /^FailedGet\w*Metric$/.test(reason)
    ? undefined
    : { condition: 'ScalingActive', text: said === '' ? reason : said, severity: 'warning' }
}

function clause(said: string): string {
  return said.replace(/^the HPA (?:controller )?was unable to [^:]+: /, '').replace(/\.$/, '')
}
