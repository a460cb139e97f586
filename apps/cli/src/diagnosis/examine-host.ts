import type { ModelStatus } from '@aks-copilot/contracts'
import { MODEL_DEFAULTS, openModel } from '@aks-copilot/models'
import type { Configuration } from '../configuration.ts'
import type { Terminal } from '../terminal.ts'
import type { Finding } from './examine-cluster.ts'
import { type HostFacts, hostFacts } from './host-facts.ts'
import { candidatesFor, placeOf, placeText, wayToHost } from './host-place.ts'

/**
 * Where this runs in WSL, a container or a pod, and the model is one of the machine below: how it is reached from here. Nothing is said
 * elsewhere. A candidate is asked what it offers, without a key and without a prompt.
 */
export async function hostFindings(
  configuration: Configuration,
  isModelThere: boolean,
  terminal: Terminal,
  read: (terminal: Terminal) => Promise<HostFacts> = hostFacts,
): Promise<Finding[]> {
  const provider = configuration.text('model.provider') ?? MODEL_DEFAULTS.provider
  const endpoint = URL.parse(configuration.text('model.endpoint') ?? MODEL_DEFAULTS.endpoint)
  const name = configuration.text('model.name') ?? MODEL_DEFAULTS.name
  if (!['foundry-local', 'openai-compatible'].includes(provider) || name === 'none' || endpoint === null) return []
  // An address with a login is no endpoint, and the finding on the model says so.
  if (endpoint.username !== '' || endpoint.password !== '') return []
  const facts = await read(terminal)
  const place = placeOf(facts)
  if (place === undefined) return []
  const host: Finding = { name: 'host', state: 'ok', detail: placeText(place, facts) }
  if (isModelThere) return [host]
  const candidates = candidatesFor(place, facts, endpoint)
  const answering = await Promise.all(candidates.map((candidate) => answers(candidate, { provider, name }, terminal.signal)))
  const found = candidates.find((_, index) => answering[index] === true)
  return [
    host,
    found === undefined ? nobody(candidates, wayToHost(place, facts, portOf(endpoint), provider === 'foundry-local')) : reached(found),
  ]
}

function reached(address: string): Finding {
  return {
    name: 'model on host',
    state: 'missing',
    detail: `a model answers at ${address}, which is not configured`,
    remedy: `Set model.endpoint, or AKS_COPILOT_MODEL_ENDPOINT, to ${address}.`,
  }
}

function nobody(candidates: readonly string[], remedy: string): Finding {
  const tried = candidates.length === 0 ? 'there is no other address to try' : `nobody answers at ${candidates.join(', ')} either`
  return { name: 'model on host', state: 'off', detail: tried, remedy }
}

/** Whether a model's service answers, be the model in memory or not. */
export function isAnswering({ state, offers }: ModelStatus): boolean {
  return ['ready', 'loading', 'paused'].includes(state) || offers.length > 0
}

async function answers(
  endpoint: string,
  { provider, name }: { readonly provider: string; readonly name: string },
  signal: AbortSignal,
): Promise<boolean> {
  // The program `foundry` is not asked here: it would name the address that was tried already.
  const model = await openModel({ provider, name, endpoint, trustPrivate: true, run: () => Promise.resolve(undefined) })
  try {
    const status = await model?.status(signal)
    return status !== undefined && isAnswering(status)
  } finally {
    await model?.close()
  }
}

function portOf({ port, protocol }: URL): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port
}
