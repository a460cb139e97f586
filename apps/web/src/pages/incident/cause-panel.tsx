import type { Incident, LiveReference, Symptom } from '@aks-copilot/contracts'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useMoment } from '../../time/now-context.tsx'
import { EVIDENCE_EVENT } from './open-evidence.ts'

/** So many records stand beside the cause; the rest is in the list. */
const BESIDE = 4

/** So many of what follows; the graph below has them all. */
const FOLLOWING = 3

function objectKey({ kind, namespace, name }: LiveReference): string {
  return `${kind}/${namespace ?? ''}/${name}`
}

/** The first thing that is said of each object: the others repeat it in other words. */
function onePerObject(symptoms: readonly Symptom[]): Symptom[] {
  return [...Map.groupBy(symptoms, ({ object }) => objectKey(object)).values()].flatMap(([first]) => (first === undefined ? [] : [first]))
}

/** The cause in one sentence, its proof beside it. It glows while the incident is open now: that is what is alive. */
export function CausePanel({ incident }: { readonly incident: Incident }) {
  const { alive } = useMoment()
  const { cause, symptoms, state, evidence } = incident
  const others = onePerObject(symptoms).filter(({ object }) => objectKey(object) !== objectKey(cause.object))
  return (
    <section
      aria-label="Cause"
      className={`mx-4 mb-5 grid rounded-panel border bg-surface-1 lg:mx-6 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)] ${
        state === 'open' && alive ? 'border-transparent shadow-cause' : 'border-hairline-strong'
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
            {others.slice(0, FOLLOWING).map(({ object, message, detector }) => (
              <li key={`${detector} ${object.kind}/${object.name}`} className="flex gap-2">
                <StateMark state="warning" word={false} className="h-5 shrink-0" />
                <span className="min-w-0">
                  <ObjectName object={object} namespace={object.namespace !== cause.object.namespace} />: <InlineText text={message} />
                </span>
              </li>
            ))}
            {others.length > FOLLOWING ? (
              <li className="pl-5 text-ink-3">and {others.length - FOLLOWING} more that follow from it</li>
            ) : null}
          </ul>
        )}
      </div>
      <div className="min-w-0 border-t border-hairline px-4 py-3.5 lg:border-t-0 lg:border-l lg:px-5">
        <h3 className="text-meta text-ink-3">what the cluster says</h3>
        <ul className="mt-1 flex flex-col">
          {evidence.slice(0, BESIDE).map(({ id, text, kind, object }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => globalThis.dispatchEvent(new CustomEvent(EVIDENCE_EVENT, { detail: id }))}
                className="flex w-full gap-2.5 min-h-6 rounded-mark py-0.5 text-left hover:text-cyan"
                title={`Show this ${kind}`}
              >
                <span className="w-6 shrink-0 font-mono text-meta leading-5 text-cyan">{id}</span>
                <span className="line-clamp-2 min-w-0 font-mono text-meta leading-5 wrap-anywhere">
                  {text}{' '}
                  <span className="text-ink-3">
                    {object.kind} {object.name}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
