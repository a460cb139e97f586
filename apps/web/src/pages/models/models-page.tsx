import type { ModelStatus } from '@aks-copilot/contracts'
import type { ReactNode } from 'react'
import { problemOf } from '../../api/api-error.ts'
import { CodeBlock } from '../../ask-panel/code-block.tsx'
import { Button } from '../../components/button.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { Section } from '../../components/section.tsx'
import { RowsSkeleton } from '../../components/skeleton.tsx'
import { StateMark, type MarkedState } from '../../components/state-mark.tsx'
import { GetFoundry } from './get-foundry.tsx'
import { formatSeconds, modelSentence } from './model-sentence.ts'
import { OffersTable } from './offers-table.tsx'
import { useModels } from './use-models.ts'

const MARKS: Readonly<Record<ModelStatus['state'], MarkedState>> = {
  ready: 'live',
  loading: 'info',
  paused: 'warning',
  unreachable: 'warning',
  'not-configured': 'ok',
}

/** Which model writes, how fast it is, what leaves the machine, and how to get one. */
export function ModelsPage() {
  const { status, error, retry, busy, failure, act } = useModels()
  return (
    <div className="h-full overflow-y-auto scroll-thin">
      <PageTitle title="Models" />
      <div className="hairline-t">
        {error === null || error === undefined ? null : <ErrorState problem={problemOf(error)} onRetry={retry} />}
        {status === undefined && error === null ? <RowsSkeleton rows={8} /> : null}
        {status === undefined ? null : (
          <>
            <Answering status={status} onSwitchOff={() => act('use', 'none')} />
            {failure === null ? null : <ErrorState problem={problemOf(failure)} />}
            {status.offers.length === 0 ? null : (
              <Section title="Offered" aside={status.offers.length === 1 ? '1 model' : `${status.offers.length} models`}>
                <OffersTable status={status} busy={busy} onDo={act} />
              </Section>
            )}
          </>
        )}
        <Section title="Get a model on your machine">
          <GetFoundry without={status?.provider === 'none'} canChoose={status !== undefined && status.offers.length > 0} />
        </Section>
      </div>
    </div>
  )
}

function Answering({ status, onSwitchOff }: { readonly status: ModelStatus; readonly onSwitchOff: () => void }) {
  const { state, message, remedy, provider } = status
  return (
    <div className="px-4 py-4 lg:px-6">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <p className="flex flex-1 items-baseline gap-2 text-lead">
          <StateMark state={MARKS[state]} word={false} className="self-center" />
          {modelSentence(status)}
        </p>
        {provider === 'none' ? null : (
          <Button look="quiet" onClick={onSwitchOff}>
            Answer without a model
          </Button>
        )}
      </div>
      {provider === 'none' ? (
        <p className="mt-1 max-w-prose pl-5 text-ink-2">
          A model would only phrase them: what is true, which commands to run and which patch is proven never depends on it.
        </p>
      ) : null}
      {message === undefined || provider === 'none' ? null : <p className="mt-1 max-w-prose pl-5 text-ink-2">{message}</p>}
      {remedy.length === 0 ? null : (
        <div className="mt-3 max-w-3xl space-y-2 pl-5">
          <p>To mend it:</p>
          {remedy.map((line) =>
            isSentence(line) ? (
              <p key={line} className="text-ink-2">
                <InlineText text={line} />
              </p>
            ) : (
              <CodeBlock key={line} text={line} what="command" />
            ),
          )}
        </div>
      )}
      <Facts status={status} />
    </div>
  )
}

function Facts({ status }: { readonly status: ModelStatus }) {
  const { provider, endpoint, leaves, pseudonyms, contextTokens, speed, local } = status
  if (provider === 'none') {
    return <FactList facts={[['Leaves the machine', leaves]]} />
  }
  return (
    <FactList
      facts={[
        ['Leaves the machine', local && !pseudonyms ? leaves : <Leaving text={leaves} />],
        [
          'Names',
          pseudonyms
            ? 'replaced by pseudonyms before anything is sent, and put back in the answer'
            : local
              ? 'as they are: nothing is sent anywhere'
              : 'sent as they are',
        ],
        ['Endpoint', endpoint === undefined ? provider : `${provider}, ${endpoint}`],
        ['First word', measured(speed.firstTokenMs, (value) => `after ${formatSeconds(value)}`)],
        ['Reads', measured(speed.promptTokensPerSecond, tokensPerSecond)],
        ['Writes', measured(speed.outputTokensPerSecond, tokensPerSecond)],
        ['Window', `${contextTokens.toLocaleString('en-US')} tokens`],
      ]}
    />
  )
}

/** A remedy is a command to copy, or a sentence that says what to do. */
function isSentence(line: string): boolean {
  return line.endsWith('.') || line.includes('`')
}

/** What goes elsewhere is marked: whoever looks here looks for this. */
function Leaving({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex items-start gap-2">
      <StateMark state="warning" word={<span className="sr-only">note well:</span>} className="h-5" />
      {text}
    </span>
  )
}

function measured(value: number | undefined, write: (value: number) => string): string {
  return value === undefined ? 'measured with the first answer' : write(value)
}

function tokensPerSecond(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} tokens a second`
}

function FactList({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="mt-4 grid max-w-3xl grid-cols-[9rem_minmax(0,1fr)] gap-y-1.5 pl-5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
