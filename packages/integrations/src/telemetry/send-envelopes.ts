import { z } from 'zod'
import type { Envelope } from './envelopes.ts'

/** What became of a batch. */
export interface Sent {
  readonly accepted: number
  /** To be sent again. */
  readonly retry: readonly Envelope[]
  /** Refused for good. */
  readonly dropped: number
  /** How long the endpoint wants to be left alone. */
  readonly waitMs: number | undefined
  /** Where it wants to be asked from now on. */
  readonly movedTo?: string | undefined
  readonly why: string
}

const RETRIED = new Set([408, 429, 439, 500, 502, 503, 504])
const partialSchema = z.object({
  errors: z.array(z.object({ index: z.number().int(), statusCode: z.number().int() })),
})
const MOST_ANSWER = 1024 * 1024

/** One request. Never throws; follows a redirect only as `movedTo`, and only within the same domain. */
export async function sendEnvelopes(url: string, envelopes: readonly Envelope[], timeoutMs: number): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'aks-copilot' },
      body: JSON.stringify(envelopes),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body = await beginningOf(response)
    return outcomeOf(url, envelopes, response, body)
  } catch {
    return { accepted: 0, retry: envelopes, dropped: 0, waitMs: undefined, why: 'no whole answer' }
  }
}

/** So much of an answer as one can have; one without end is left. */
async function beginningOf({ body }: Response): Promise<string> {
  let text = ''
  if (body === null) return text
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.length > MOST_ANSWER) break
  }
  return text
}

function outcomeOf(url: string, envelopes: readonly Envelope[], { status, headers }: Response, body: string): Sent {
  const why = `status ${status}`
  const all = envelopes.length
  if (status === 200) return { accepted: all, retry: [], dropped: 0, waitMs: undefined, why }
  const waitMs = waitOf(headers.get('retry-after'))
  if (status === 206) return partial(envelopes, body, waitMs)
  const movedTo = status === 307 || status === 308 ? sameDomain(url, headers.get('location')) : undefined
  if (movedTo !== undefined) return { accepted: 0, retry: envelopes, dropped: 0, waitMs: 0, movedTo, why }
  if (RETRIED.has(status)) return { accepted: 0, retry: envelopes, dropped: 0, waitMs, why }
  return { accepted: 0, retry: [], dropped: all, waitMs: undefined, why }
}

/** Some were taken: of the others those that are worth another try. */
function partial(envelopes: readonly Envelope[], body: string, waitMs: number | undefined): Sent {
  const failed = new Map(errorsIn(body).map(({ index, statusCode }) => [index, statusCode]))
  const retry = envelopes.filter((_, index) => RETRIED.has(failed.get(index) ?? 200))
  const lost = envelopes.filter((_, index) => failed.has(index)).length - retry.length
  return { accepted: envelopes.length - retry.length - lost, retry, dropped: lost, waitMs, why: 'status 206' }
}

/** Where the list cannot be read, nothing is sent twice. */
function errorsIn(body: string): z.infer<typeof partialSchema>['errors'] {
  try {
    return partialSchema.parse(JSON.parse(body)).errors
  } catch {
    return []
  }
}

function waitOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined
  const seconds = Number(retryAfter)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

/** Regions of Application Insights hand over to each other; telemetry must not go elsewhere. */
function sameDomain(from: string, location: string | null): string | undefined {
  const to = URL.parse(location ?? '', from)
  const here = new URL(from)
  if (to === null || to.protocol !== here.protocol || to.username !== '') return undefined
  const domain = (host: string): string => host.split('.').slice(-3).join('.')
  return to.hostname === here.hostname || (/[a-z]/.test(here.hostname) && domain(to.hostname) === domain(here.hostname))
    ? to.href
    : undefined
}
