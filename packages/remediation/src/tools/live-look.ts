import { type ClusterState, maskSecrets } from '@aks-copilot/cluster'
import type { Incident, LiveEvidence } from '@aks-copilot/contracts'
import type { LiveTools } from '../ports.ts'
import { type AzurePlace, type LivePlan, livePlan, type PlannedCall } from './live-plan.ts'
import { toolEvidence } from './tool-evidence.ts'

export interface LiveLookOptions {
  readonly tools: LiveTools
  readonly state: ClusterState
  readonly azure?: AzurePlace | undefined
  /** Told of each call and what came of it: the audit trail. */
  readonly note: (what: string, detail: Readonly<Record<string, unknown>>) => void
  readonly signal: AbortSignal
}

const MOST_CHARACTERS = 1500
/** Calls of one look, for all its incidents. */
const MOST_CALLS = 12

/** What live tools say of incidents: each call is made once, and what it gave is kept as evidence. A call that fails is none, and only noted. */
export class LiveLook {
  readonly #options: LiveLookOptions
  readonly #evidence: LiveEvidence[] = []
  readonly #made = new Map<string, string | undefined>()
  readonly #missing = new Set<string>()

  constructor(options: LiveLookOptions) {
    this.#options = options
  }

  /** Everything that came back yet. */
  get evidence(): readonly LiveEvidence[] {
    return this.#evidence
  }

  /** Makes the calls that are planned for the incident, once. */
  async of(incident: Incident): Promise<readonly LiveEvidence[]> {
    for (const { call } of this.#plan(incident).planned) await this.#make(incident, call)
    return this.#about(incident)
  }

  /** What else could be asked; nothing of a program that is not there. */
  offered(incident: Incident): readonly PlannedCall[] {
    return this.#plan(incident).offered.filter(({ call }) => !this.#missing.has(call.tool))
  }

  /** Makes one of the offered calls. */
  async further(incident: Incident, { call }: PlannedCall): Promise<readonly LiveEvidence[]> {
    await this.#make(incident, call)
    return this.#about(incident)
  }

  #plan(incident: Incident): LivePlan {
    return livePlan(incident, this.#options.state, this.#options.azure)
  }

  #about({ fingerprint }: Incident): readonly LiveEvidence[] {
    return this.#evidence.filter(({ incident }) => incident === fingerprint)
  }

  async #make({ fingerprint }: Incident, call: PlannedCall['call']): Promise<void> {
    const { tools, note, signal } = this.#options
    const key = JSON.stringify(call)
    if (!this.#made.has(key) && this.#made.size < MOST_CALLS && !this.#missing.has(call.tool)) {
      const result = await tools.run(call, signal)
      if (result.missing === true) this.#missing.add(call.tool)
      const { source, text } = toolEvidence(call, result)
      const kept = shortened(maskSecrets(text), call)
      note('live-tool', { incident: fingerprint, call: source, ok: result.ok, text: kept })
      this.#made.set(key, result.ok && result.text.trim() !== '' ? kept : undefined)
    }
    const text = this.#made.get(key)
    const isKnown = this.#evidence.some(({ incident, source }) => incident === fingerprint && source === sourceOf(call))
    if (text !== undefined && !isKnown) this.#evidence.push({ incident: fingerprint, source: sourceOf(call), text })
  }
}

function sourceOf({ tool, args }: PlannedCall['call']): string {
  return `${tool} ${args.join(' ')}`
}

/** Of a log the end counts, of a table the beginning. Whole lines alone. */
function shortened(text: string, { args: [verb] }: PlannedCall['call']): string {
  if (text.length <= MOST_CHARACTERS) return text
  if (verb !== 'logs') return text.slice(0, Math.max(text.lastIndexOf('\n', MOST_CHARACTERS), 0) || MOST_CHARACTERS)
  const end = text.slice(-MOST_CHARACTERS)
  return end.slice(end.indexOf('\n') + 1)
}
