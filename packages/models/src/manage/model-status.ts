import { CopilotError, type ModelOffer, type ModelStatus } from '@aks-copilot/contracts'
import type { Backend } from '../backend.ts'
import type { Circuit } from './circuit.ts'
import type { Speed } from './speed-meter.ts'

const ASK_MS = 3000

export interface StatusOptions {
  readonly circuit: Circuit
  readonly speed: Speed | undefined
  readonly seesRunbooks: boolean
  readonly signal?: AbortSignal | undefined
}

/** Asks the endpoint now, for a few seconds at most. Never throws for what the endpoint does. */
export async function modelStatus(backend: Backend, { circuit, speed, seesRunbooks, signal }: StatusOptions): Promise<ModelStatus> {
  const limit = AbortSignal.timeout(ASK_MS)
  const within = signal === undefined ? limit : AbortSignal.any([signal, limit])
  const asked = await offersOf(backend, within)
  signal?.throwIfAborted()
  const base = {
    provider: backend.provider,
    name: backend.name,
    ...(backend.endpoint === undefined ? {} : { endpoint: backend.endpoint }),
    local: backend.local,
    leaves: leavesText(backend, { pseudonyms: false, seesRunbooks }),
    pseudonyms: false,
    contextTokens: backend.contextTokens,
    speed: speed ?? {},
  }
  if ('fault' in asked) {
    const { message, remedy, category } = asked.fault
    // What has to be set up and what has to be started are different things.
    return {
      ...base,
      state: category === 'transient' ? 'unreachable' : 'not-configured',
      message,
      remedy: remediesOf(remedy, backend),
      offers: [],
    }
  }
  if (circuit.state === 'open') circuit.succeeded()
  const { offers } = asked
  if (circuit.state === 'paused')
    return { ...base, state: 'paused', message: 'The endpoint asked to be left alone for a while.', remedy: [], offers }
  const own = offers.find(({ name }) => name === backend.name)
  if (own === undefined && offers.length > 0 && !offers.some(({ name }) => name === `${backend.name}:latest`))
    return {
      ...base,
      state: 'not-configured',
      message: `The endpoint does not offer ${backend.name}.`,
      remedy: ['aks-copilot models list', 'aks-copilot models use NAME'],
      offers,
    }
  if (own?.loaded === false)
    return {
      ...base,
      state: 'loading',
      message: `${backend.name} is not in memory yet; the first request loads it.`,
      remedy: [`aks-copilot models load ${backend.name}`],
      offers,
    }
  return { ...base, state: 'ready', remedy: [], offers }
}

/** What leaves the machine and to whom, one sentence. */
export function leavesText(
  backend: Pick<Backend, 'local' | 'endpoint' | 'provider'>,
  { pseudonyms, seesRunbooks }: { readonly pseudonyms: boolean; readonly seesRunbooks: boolean },
): string {
  // What is wrapped in pseudonyms is taken for elsewhere, wherever it is.
  if (backend.local && !pseudonyms) return 'Nothing leaves this machine.'
  const what = `The question and its evidence${seesRunbooks ? ', your runbooks among it,' : ', but not your runbooks,'}`
  return pseudonyms
    ? `${what} go to ${hostOf(backend)}; names, addresses, hosts and image repositories are replaced by pseudonyms first.`
    : `${what} go to ${hostOf(backend)} as they are.`
}

function remediesOf(remedy: string, backend: Backend): string[] {
  const commands = backend.remedy()
  if (commands.length > 0 && !remedy.includes('`')) return [...commands]
  return [remedy, ...commands.filter((command) => !remedy.includes(`\`${command}\``))]
}

async function offersOf(
  backend: Backend,
  signal: AbortSignal,
): Promise<{ readonly offers: ModelOffer[] } | { readonly fault: CopilotError }> {
  try {
    await backend.probe(signal)
    return { offers: [...(await backend.offers(signal))] }
  } catch (error) {
    if (error instanceof CopilotError) return { fault: error }
    return {
      fault: new CopilotError({
        code: 'MODEL_TIMEOUT',
        category: 'transient',
        message: `${backend.endpoint ?? backend.name} does not answer within ${ASK_MS / 1000} s.`,
        remedy: 'Try again.',
      }),
    }
  }
}

function hostOf({ endpoint, provider }: Pick<Backend, 'endpoint' | 'provider'>): string {
  const host = endpoint === undefined ? undefined : URL.parse(endpoint)?.host
  return provider === 'azure-openai' ? `Azure OpenAI (${host ?? 'unknown'})` : (host ?? provider)
}
