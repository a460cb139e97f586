import type { Problem } from '@aks-copilot/contracts'
import { ApiError, localProblem } from './api-error.ts'

/** Milliseconds after which a request is given up. */
const TIME_OUT = 15_000

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly params?: Parameters
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which it is given up; 15 seconds unless told. */
  readonly timeOut?: number
  /** Name of a schema of the contracts: while developing, what the server sent is held against it. */
  readonly contract?: string
}

/**
 * Asks the API. The types are the contracts'; the server checks every answer against them, so that the page brings no validator.
 * @throws {ApiError} with the server's problem, or SERVER_UNREACHABLE, SERVER_SLOW, ANSWER_UNREADABLE.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options)
  const body = response.status === 204 ? {} : await readJson(response)
  if (!response.ok) throw new ApiError(isProblem(body) ? body : unexpected(response))
  if (import.meta.env.DEV && options.contract !== undefined) await holdAgainst(options.contract, path, body)
  return body as Answer
}

async function send(
  path: string,
  { method = 'GET', params = {}, body, signal, timeOut: patience = TIME_OUT }: RequestOptions,
): Promise<Response> {
  const timeOut = AbortSignal.timeout(patience)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    return await fetch(withParameters(path, params), {
      method,
      headers,
      signal: signal === undefined ? timeOut : AbortSignal.any([signal, timeOut]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError(timeOut.aborted ? slow(patience) : UNREACHABLE)
  }
}

export function withParameters(path: string, params: Parameters): string {
  const given = Object.entries(params).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const body: unknown = await response.json()
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Falls through: a proxy's page, or an answer cut off.
  }
  throw new ApiError(unexpected(response))
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'category' in body
}

/** A proxy that finds no server behind it answers 502 to 504: for the reader that is the same as no answer. */
function unexpected(response: Response): Problem {
  if (response.status >= 502 && response.status <= 504) return UNREACHABLE
  const detail = `The server answered ${response.status} with something that is not JSON.`
  return { ...localProblem('ANSWER_UNREADABLE', 'transient', 'The answer cannot be read', detail, 'Try again.'), status: response.status }
}

const UNREACHABLE = localProblem(
  'SERVER_UNREACHABLE',
  'transient',
  'The server does not answer',
  'aks-copilot cannot be reached from this browser.',
  'See whether `aks-copilot serve` still runs. The page goes on by itself when it is back.',
)

function slow(patience: number): Problem {
  return localProblem('SERVER_SLOW', 'transient', 'The server is slow', `No answer came within ${patience / 1000} seconds.`, 'Try again.')
}

async function holdAgainst(contract: string, path: string, body: unknown): Promise<void> {
  const contracts: Record<string, unknown> = { ...(await import('@aks-copilot/contracts')) }
  const schema = contracts[contract] as { safeParse(value: unknown): { success: boolean; error?: Error } } | undefined
  const outcome = schema?.safeParse(body)
  if (outcome?.success === false) console.error(`${path} breaks ${contract}:`, outcome.error?.message)
}
