import { CopilotError } from '@aks-copilot/contracts'
import { jsonrepair } from 'jsonrepair'
import type { Rung, Shape } from '../backend.ts'
import type { GenerateRequest, ModelEvent, PromptMessage, Structured, StructuredRequest } from '../model.ts'

type Generate = (request: GenerateRequest, shape: Shape | undefined) => AsyncIterable<ModelEvent>

/** Longer text is no value that anybody asked for. */
const MOST_CHARACTERS = 100_000

/**
 * Gets a value of a given shape out of a model: JSON schema or grammar, else a tool call, else a JSON object, else by asking; what comes
 * is repaired and judged, and asked for once more when it is wrong. A rung that the endpoint refuses is not tried again.
 */
export class StructuredLadder {
  #rungs: readonly Rung[]
  readonly #generate: Generate

  constructor(rungs: readonly Rung[], generate: Generate) {
    this.#rungs = rungs
    this.#generate = generate
  }

  async climb<T>(request: StructuredRequest<T>): Promise<Structured<T>> {
    for (const rung of this.#rungs) {
      const text = await this.#ask(rung, request, request.messages)
      if (text === undefined) continue
      const first = judge(text, request)
      if (first.ok) return { ok: true, value: first.value, rung }
      const again = await this.#ask(rung, request, [...request.messages, ...complaint(text, first.why)])
      const second = again === undefined ? first : judge(again, request)
      return second.ok ? { ok: true, value: second.value, rung: `${rung}, second try` } : second
    }
    return { ok: false, why: 'the endpoint refuses every way to ask for a value' }
  }

  /** undefined: the endpoint does not know this way; or, where it answers with nothing, has no answer this way. */
  async #ask<T>(rung: Rung, request: StructuredRequest<T>, messages: readonly PromptMessage[]): Promise<string | undefined> {
    const asked = rung === 'schema' || rung === 'tool' ? messages : withSchema(messages, request.schema)
    const shape: Shape | undefined = rung === 'prompt' ? undefined : { rung, name: request.name, schema: request.schema }
    let text = ''
    try {
      for await (const event of this.#generate({ ...request, messages: asked, temperature: request.temperature ?? 0 }, shape)) {
        if (event.type === 'text' && text.length < MOST_CHARACTERS) text += event.text
      }
      return text
    } catch (error) {
      if (!(error instanceof CopilotError) || error.code !== 'MODEL_REFUSED') throw error
      this.#rungs = this.#rungs.filter((other) => other !== rung)
      return undefined
    }
  }
}

function withSchema(messages: readonly PromptMessage[], schema: object): PromptMessage[] {
  const instruction = `Answer with one JSON value and nothing else. Its JSON Schema:\n${JSON.stringify(schema)}`
  const last = messages.findLastIndex(({ role }) => role === 'user')
  return messages.map((message, index) => (index === last ? { ...message, content: `${message.content}\n\n${instruction}` } : message))
}

function complaint(text: string, why: string): PromptMessage[] {
  return [
    { role: 'assistant', content: text.slice(0, 1000) },
    { role: 'user', content: `That was wrong: ${why}. Answer again, with the JSON value only.` },
  ]
}

type Judged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

function judge<T>(text: string, { parse }: StructuredRequest<T>): Judged<T> {
  const read = readJson(text)
  if (read === undefined) return { ok: false, why: 'it is no JSON' }
  const value = parse(read.json)
  return value === undefined ? { ok: false, why: 'it is not of the shape that was asked for' } : { ok: true, value }
}

/** Takes the value out of a code fence or the prose around it, and mends what small models forget: quotes, commas, brackets. */
function readJson(text: string): { readonly json: unknown } | undefined {
  const fenced = /```(?:json)?\s*([\s\S]*?)(?:```|$)/.exec(text)?.[1] ?? text
  const begin = fenced.search(/[[{]/)
  const candidates = [
    text.trim(),
    ...(begin < 0 ? [] : [fenced.slice(begin, Math.max(fenced.lastIndexOf('}'), fenced.lastIndexOf(']')) + 1), fenced.slice(begin)]),
  ]
  for (const candidate of candidates) {
    const json = parsed(candidate)
    if (json !== undefined) return { json }
  }
  if (begin < 0) return undefined
  try {
    return { json: JSON.parse(jsonrepair(fenced.slice(begin))) as unknown }
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
