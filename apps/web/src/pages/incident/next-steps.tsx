import type { IncidentDetail, NextStep } from '@aks-copilot/contracts'
import { Command } from '../../components/command.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { Section } from '../../components/section.tsx'
import { PatchPanel } from './patch-panel.tsx'

export interface NextStepsProps {
  readonly steps: readonly NextStep[]
  readonly patches: IncidentDetail['patches']
  /** The Application that it belongs to. */
  readonly application: string | undefined
  /** It is over. */
  readonly over: boolean
}

/** What to do, in this order; each command whole, with copy. */
export function NextSteps({ steps, patches, application, over }: NextStepsProps) {
  return (
    <Section title={over ? 'If it comes back' : 'Next steps'} className="border-t border-hairline lg:border-t-0">
      {steps.length === 0 ? (
        <p className="px-4 py-3 text-ink-2 lg:px-6">Nothing to do is known for this one. Ask about it, or look at its objects.</p>
      ) : null}
      <ol>
        {steps.map((step, index) => {
          const patch = patches.find((one) => one.step === index)
          return (
            <li key={`${index} ${step.text}`} className="flex gap-3 px-4 py-3 hairline-b lg:px-6">
              <span aria-hidden="true" className="w-4 shrink-0 text-ink-3">
                {index + 1}
              </span>
              <div className="flex min-w-0 flex-1 flex-col gap-2">
                <p>
                  <InlineText text={step.text} />
                </p>
                {/* A patch shows its commands when it is approved: not twice the same. */}
                {step.command === undefined || patch !== undefined ? null : <Command text={step.command} />}
                {patch === undefined ? null : <PatchPanel step={step} patch={patch} application={application} />}
              </div>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
