import { CopilotError } from '@aks-copilot/contracts'
import type { BackendPart, BackendRequest } from '../backend.ts'
import { failed } from '../model-errors.ts'
import type { PromptMessage } from '../model.ts'
import type { EndpointClient } from './endpoint-client.ts'

interface StreamPart {
  readonly type: string
  readonly delta?: unknown
  readonly error?: unknown
  readonly finishReason?: unknown
  readonly usage?: unknown
}

/** What is used of a chat model of the AI SDK: its own protocol, without the retries, telemetry and promises of the layer above. */
export interface ChatModel {
  doStream(options: {
    prompt: SdkMessage[]
    maxOutputTokens: number
    temperature: number
    abortSignal: AbortSignal
    responseFormat?: { type: 'json'; schema?: object; name?: string }
    tools?: { type: 'function'; name: string; inputSchema: object }[]
    toolChoice?: { type: 'tool'; toolName: string }
  }): PromiseLike<{ stream: ReadableStream<StreamPart> }>
}

type SdkMessage = { role: 'system'; content: string } | { role: 'user' | 'assistant'; content: { type: 'text'; text: string }[] }

/** One streamed chat request. Rubbish, an answer cut off and a stream that breaks are MODEL_FAILED. */
export async function* streamChat(
  model: ChatModel,
  client: EndpointClient,
  { messages, maxTokens, temperature, shape, signal }: BackendRequest,
): AsyncGenerator<BackendPart> {
  const asked = {
    prompt: messages.map(sdkMessage),
    maxOutputTokens: maxTokens,
    temperature,
    abortSignal: signal,
    ...(shape?.rung === 'schema' ? { responseFormat: { type: 'json' as const, schema: shape.schema, name: shape.name } } : {}),
    ...(shape?.rung === 'object' ? { responseFormat: { type: 'json' as const } } : {}),
    ...(shape?.rung === 'tool'
      ? {
          tools: [{ type: 'function' as const, name: shape.name, inputSchema: shape.schema }],
          toolChoice: { type: 'tool' as const, toolName: shape.name },
        }
      : {}),
  }
  try {
    const { stream } = await model.doStream(asked)
    for await (const part of stream) {
      const own = partOf(part, client.where)
      if (own !== undefined) yield own
    }
  } catch (error) {
    signal.throwIfAborted()
    throw faultOf(error, client.where)
  }
}

function partOf(part: StreamPart, where: string): BackendPart | undefined {
  switch (part.type) {
    case 'text-delta':
    case 'tool-input-delta':
      return typeof part.delta === 'string' && part.delta !== '' ? { type: 'text', text: part.delta } : undefined
    case 'reasoning-delta':
      return { type: 'alive' }
    case 'error':
      throw faultOf(part.error, where)
    case 'finish':
      return endOf(part, where)
    default:
      return undefined
  }
}

function endOf({ finishReason, usage }: StreamPart, where: string): BackendPart {
  const reason = field(finishReason, 'unified')
  if (reason === 'content-filter') throw failed(where, 'its filter stopped the answer')
  if (reason !== 'stop' && reason !== 'length' && reason !== 'tool-calls') throw failed(where, 'its answer ended before it was finished')
  const [input, output] = [field(usage, 'inputTokens'), field(usage, 'outputTokens')]
  return {
    type: 'end',
    reason: reason === 'length' ? 'length' : 'stop',
    prompt: count(input, 'total'),
    cached: count(input, 'cacheRead'),
    completion: count(output, 'total'),
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function count(value: unknown, name: string): number | undefined {
  const found = field(value, name)
  return typeof found === 'number' && found > 0 ? found : undefined
}

/** Our own faults come back wrapped by the library. Its own hold the request with the prompt, and the answer: they are no cause. */
function faultOf(error: unknown, where: string): CopilotError {
  for (let at: unknown = error, depth = 0; at !== undefined && depth < 5; at = at instanceof Error ? at.cause : undefined, depth += 1)
    if (at instanceof CopilotError) return at
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' && isBroken(error))
    return failed(where, 'the connection broke in the middle of the answer')
  return failed(where, 'its answer is not what a model sends')
}

function isBroken(error: object): boolean {
  const text = error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : ''
  return /terminated|other side closed|ECONNRESET|socket|aborted/i.test(text)
}

/** Text from strangers must not be read as the end of a message: servers look for control tokens in all of the text. */
function sdkMessage({ role, content }: PromptMessage): SdkMessage {
  const text = content.replaceAll(/<\|(?=[\w\- ]{1,40}\|>)/g, '< |').replaceAll(/\[(?=\/?INST\])/g, '[ ')
  return role === 'system' ? { role, content: text } : { role, content: [{ type: 'text', text }] }
}
