import type { Incident } from '@aks-copilot/contracts'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { EVIDENCE_EVENT } from './open-evidence.ts'

/** So many records stand beside the cause; the rest is in the list. */
const BESIDE = 4

/** The cause in one sentence, its proof beside it. It glows while the incident is open: that is what is alive. */
export function CausePanel({ incident }: { readonly incident: Incident }) {
  const { cause, symptoms, state, evidence } = incident
  const others = symptoms.filter(({ object }) => object.name !== cause.object.name || object.kind !== cause.object.kind)
  return (
    <section
      aria-label="Cause"
      className={`mx-4 mb-5 grid rounded-panel border bg-surface-1 lg:mx-6 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)] ${
        state === 'open' ? 'border-transparent shadow-cause' : 'border-hairline-strong'
      }`}
    >
      <div className="min-w-0 px-4 py-3.5 lg:px-5">
        <h2>
          <StateMark state="cause" word="cause" className="text-meta font-medium" />
        </h2>
        <p className="mt-1 text-lead text-pretty">
          <InlineText text={cause.message} />
        </p>
        {others.length === 0 ? null : (
          <ul className="mt-2.5 flex flex-col gap-1 text-ink-2">
            {others.slice(0, 4).map(({ object, message, detector }) => (
              <li key={`${detector} ${object.kind}/${object.name}`} className="flex gap-2">
                <StateMark state="warning" word={false} className="h-5 shrink-0" />
                <span className="min-w-0">
                  <ObjectName object={object} namespace={object.namespace !== cause.object.namespace} />: <InlineText text={message} />
                </span>
              </li>
            ))}
            {others.length > 4 ? <li className="pl-5 text-ink-3">and {others.length - 4} more that follow from it</li> : null}
          </ul>
        )}
      </div>
      <div className="min-w-0 border-t border-hairline px-4 py-3.5 lg:border-t-0 lg:border-l lg:px-5">
        <h3 className="text-meta text-ink-3">what the cluster says</h3>
        <ul className="mt-1 flex flex-col">
          {evidence.slice(0, BESIDE).map(({ id, text, kind }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => globalThis.dispatchEvent(new CustomEvent(EVIDENCE_EVENT, { detail: id }))}
                className="flex w-full gap-2.5 rounded-mark py-0.5 text-left hover:text-cyan"
                aria-label={`Show ${id}, ${kind}: ${text}`}
              >
                <span className="w-6 shrink-0 font-mono text-meta leading-5 text-cyan">{id}</span>
                <span className="min-w-0 font-mono text-meta leading-5 wrap-anywhere">{text}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
