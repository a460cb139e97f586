import { CopilotError, type Incident, type LiveEvidence } from '@aks-copilot/contracts'
import type { JudgeReply } from '@aks-copilot/manifests'
import { quoted } from '../texts/quote.ts'
import type { PlannedCall } from '../tools/live-plan.ts'
import { type Choice, choicesFor } from './choices.ts'
import { likelyChoices } from './likely-choices.ts'
import { answerIn, namesIn, onlyAnswer, type QuestionParts, questionOf, type RepairJudge } from './model-question.ts'
import type { Proposal, ProposalContext, Proposer } from './proposer.ts'

export interface ModelProposerOptions {
  readonly judge: RepairJudge
  /** Retrieval, as the knowledge base has it. */
  readonly knowledge?:
    | {
        search(
          query: string,
          options?: { readonly limit?: number; readonly signal?: AbortSignal },
        ): Promise<readonly { readonly text: string }[]>
      }
    | undefined
  /** Whether the model is able to say that it wants to read one more thing before it chooses. Default: no. */
  readonly mayAsk?: boolean | undefined
  /** Milliseconds for each answer; default 90 seconds. With at most three answers for each of two incidents, a run keeps its lease. */
  readonly timeout?: number | undefined
}

const MOST_PASSAGES = 2
const TIMEOUT_MS = 90_000
const MOST_INCIDENTS = 2

/**
 * A language model as the last one that is asked: it chooses among changes whose places and values were read and of which the evidence
 * speaks, and can say nothing else. It is asked twice, the second time with the list turned round, and must choose the same. What it
 * chooses is proven by every gate as any other proposal, and never committed without a person.
 */
export function modelProposer(options: ModelProposerOptions): Proposer {
  const { judge } = options
  return {
    name: `model ${judge.name}`,
    async propose(incident, context): Promise<readonly Proposal[]> {
      const possible = choicesFor(incident, context)
      if (possible.length === 0) return []
      const said = (await context.live?.of(incident)) ?? []
      const choices = likelyOf(possible, incident, said, context)
      if (choices.length === 0)
        return [{ refused: `of ${possible.length} changes that are possible, the evidence speaks of none that would mend it` }]
      if (context.incidents.findIndex(({ fingerprint }) => fingerprint === incident.fingerprint) >= MOST_INCIDENTS)
        return [{ refused: `the model is asked about ${MOST_INCIDENTS} problems at most` }]
      const asked = await Asking.begin(options, incident, context, possible)
      const first = await asked.firstAnswer(choices, said)
      if ('refused' in first) return [first]
      const again = await asked.again(first.among, first.evidence)
      if (again !== first.choice) return [{ refused: `the model ${judge.name} chose another change when it was asked again` }]
      const why = `the model ${judge.name} chose it among ${first.among.length} changes that the evidence speaks of, ${first.choice.from}`
      const { object, operations } = first.choice
      return [{ incident: incident.fingerprint, source: 'model', why, changes: [{ object, operations }] }]
    },
  }
}

function likelyOf(possible: readonly Choice[], incident: Incident, said: readonly LiveEvidence[], context: ProposalContext): Choice[] {
  const texts = said.flatMap(({ text }) => text.split('\n'))
  return likelyChoices(possible, incident, texts, context)
}

/** What one model is asked about one incident. */
class Asking {
  readonly #options: ModelProposerOptions
  readonly #incident: Incident
  readonly #context: ProposalContext
  readonly #possible: readonly Choice[]
  readonly #known: readonly string[]
  readonly #names: ReadonlySet<string>

  private constructor(
    options: ModelProposerOptions,
    incident: Incident,
    context: ProposalContext,
    possible: readonly Choice[],
    known: readonly string[],
  ) {
    this.#options = options
    this.#incident = incident
    this.#context = context
    this.#possible = possible
    this.#known = known
    this.#names = namesIn(context.state, context.application.name)
  }

  static async begin(
    options: ModelProposerOptions,
    incident: Incident,
    context: ProposalContext,
    possible: readonly Choice[],
  ): Promise<Asking> {
    const query = `${incident.cause.detector} ${incident.cause.message}`
    const found = await options.knowledge?.search(query, { limit: MOST_PASSAGES, signal: context.signal })
    return new Asking(
      options,
      incident,
      context,
      possible,
      (found ?? []).map(({ text }) => text),
    )
  }

  /** The first choice, after one more reading where the model wants it; or why there is none. */
  async firstAnswer(
    choices: readonly Choice[],
    evidence: readonly LiveEvidence[],
  ): Promise<
    | { readonly choice: Choice; readonly among: readonly Choice[]; readonly evidence: readonly LiveEvidence[] }
    | { readonly refused: string }
  > {
    const { judge, mayAsk } = this.#options
    const { live } = this.#context
    const offered = mayAsk === true ? (live?.offered(this.#incident) ?? []) : []
    const reply = await this.#ask(choices, evidence, offered, false)
    if (!reply.ok) return { refused: `the model ${judge.name} gave no answer (${quoted(reply.why)})` }
    const answer = answerIn(reply.value, { choices, offered })
    if (answer === undefined)
      return { refused: `the model ${judge.name} chose none of the ${choices.length} changes that the evidence speaks of` }
    if ('operations' in answer) return { choice: answer, among: choices, evidence }
    const more = (await live?.further(this.#incident, answer)) ?? evidence
    const likely = likelyOf(this.#possible, this.#incident, more, this.#context)
    const second = await this.again(likely.toReversed(), more)
    return second === undefined
      ? { refused: `the model ${judge.name} chose none of the changes after it read ${quoted(answer.tells)}` }
      : { choice: second, among: likely, evidence: more }
  }

  /** What is chosen of the list the other way round. */
  async again(choices: readonly Choice[], evidence: readonly LiveEvidence[]): Promise<Choice | undefined> {
    const turned = choices.toReversed()
    const reply = await this.#ask(turned, evidence, [], true)
    const answer = reply.ok ? answerIn(reply.value, { choices: turned, offered: [] }) : undefined
    return answer !== undefined && 'operations' in answer ? answer : undefined
  }

  /** A model that fails stops no run: it is the last that is asked, and others may know more of other incidents. */
  async #ask(
    choices: readonly Choice[],
    evidence: readonly LiveEvidence[],
    offered: readonly PlannedCall[],
    noneFirst: boolean,
  ): Promise<JudgeReply> {
    const { judge } = this.#options
    const { signal, note } = this.#context
    const [incident, known, names] = [this.#incident, this.#known, this.#names]
    const parts: QuestionParts = { incident, choices, evidence, known, offered, names, noneFirst }
    const reply = await answerOf(this.#options, questionOf(parts), signal)
    note?.('model', {
      model: judge.name,
      incident: incident.fingerprint,
      choices: choices.map(({ text }) => text),
      answer: reply.ok ? (onlyAnswer(reply.value) ?? 'none of the answers that were offered').slice(0, 40) : reply.why,
    })
    return reply
  }
}

async function answerOf(
  { judge, timeout = TIMEOUT_MS }: ModelProposerOptions,
  question: ReturnType<typeof questionOf>,
  signal: AbortSignal,
): Promise<JudgeReply> {
  signal.throwIfAborted()
  const late = AbortSignal.timeout(timeout)
  try {
    return await judge.propose(question, AbortSignal.any([signal, late]))
  } catch (error) {
    if (signal.aborted) throw error
    if (late.aborted) return { ok: false, why: `it took longer than ${timeout / 1000} s` }
    if (!(error instanceof CopilotError)) throw error
    return { ok: false, why: error.message }
  }
}
