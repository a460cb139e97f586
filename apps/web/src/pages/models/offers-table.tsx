import type { ModelOffer, ModelStatus } from '@aks-copilot/contracts'
import { Button } from '../../components/button.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { formatQuantity } from '../explore/format-quantity.ts'
import type { ModelVerb } from './use-models.ts'

/** Providers that load and unload when told; the others do it by themselves, or where they run. */
const MANAGED: ReadonlySet<ModelStatus['provider']> = new Set(['foundry-local', 'embedded'])

export interface OffersTableProps {
  readonly status: ModelStatus
  /** What is being done now: then nothing else can be started. */
  readonly busy: { readonly verb: ModelVerb; readonly name: string } | undefined
  readonly onDo: (verb: ModelVerb, name: string) => void
}

const DOING: Readonly<Record<ModelVerb, string>> = { use: 'Choosing …', load: 'Loading …', unload: 'Unloading …' }

/** The models that the endpoint offers: which are in memory, which one answers. */
export function OffersTable({ status, busy, onDo }: OffersTableProps) {
  return (
    <ul>
      {status.offers.map((offer) => (
        <li key={offer.name} className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1 hairline-b lg:px-6">
          <span className="w-56 min-w-0 font-mono text-[0.92em] wrap-anywhere">{offer.name}</span>
          <span className="w-28">
            {offer.name === status.name ? (
              <StateMark state="live" word="answers" />
            ) : !MANAGED.has(status.provider) ? (
              <span className="text-ink-3">offered</span>
            ) : offer.loaded ? (
              <span className="text-ink-2">in memory</span>
            ) : (
              <span className="text-ink-3">not loaded</span>
            )}
          </span>
          <span className="flex-1 text-meta text-ink-3">{factsOf(offer)}</span>
          <span className="flex gap-1">
            {busy?.name === offer.name ? (
              <span role="status" className="text-ink-2">
                {DOING[busy.verb]}
              </span>
            ) : (
              <OfferActions
                offer={offer}
                answers={offer.name === status.name}
                managed={MANAGED.has(status.provider)}
                disabled={busy !== undefined}
                onDo={onDo}
              />
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

function OfferActions({
  offer: { name, loaded },
  answers,
  managed,
  disabled,
  onDo,
}: {
  readonly offer: ModelOffer
  readonly answers: boolean
  readonly managed: boolean
  readonly disabled: boolean
  readonly onDo: OffersTableProps['onDo']
}) {
  return (
    <>
      {answers ? null : (
        <Button disabled={disabled} aria-label={`Use ${name}`} onClick={() => onDo('use', name)}>
          Use
        </Button>
      )}
      {managed ? (
        <Button
          look="quiet"
          disabled={disabled}
          aria-label={`${loaded ? 'Unload' : 'Load'} ${name}`}
          onClick={() => onDo(loaded ? 'unload' : 'load', name)}
        >
          {loaded ? 'Unload' : 'Load'}
        </Button>
      ) : null}
    </>
  )
}

function factsOf({ bytes, contextTokens }: ModelOffer): string {
  return [
    bytes === undefined ? undefined : formatQuantity(bytes, 'bytes'),
    contextTokens === undefined ? undefined : `${formatQuantity(contextTokens, 'count')} tokens of context`,
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ')
}
