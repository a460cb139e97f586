import { hideSecrets } from '@aks-copilot/contracts'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { isMap } from '@aks-copilot/kubernetes'
import { ApiFault, type FaultCause } from './api-server.ts'

/** A page of 500 large objects; what is larger is asked for in smaller pages. */
const MOST_BYTES = 96 * 1024 * 1024
const MOST_OF_A_FAULT = 64 * 1024

const unzip = promisify(gunzip)

/** The whole body, unzipped. Throws `ApiFault` with the reason `TooLarge` where it is more than this process should hold. */
export async function readBody(answer: Dispatcher.ResponseData, most = MOST_BYTES): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw tooLarge(most)
    chunks.push(chunk)
  }
  const whole = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
  if (answer.headers['content-encoding'] !== 'gzip') return whole.toString('utf8')
  const plain = await unzip(whole, { maxOutputLength: most }).catch((cause: unknown) => {
    throw (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(most)
      : new ApiFault(0, 'Malformed', 'The answer is no gzip.', { cause })
  })
  return plain.toString('utf8')
}

/** An answer that is no success, as a fault, without the secrets that are named. Reads no more than a Status takes. */
export async function readFault(answer: Dispatcher.ResponseData, secrets: readonly string[]): Promise<ApiFault> {
  const text = hideSecrets(await readBody(answer, MOST_OF_A_FAULT).catch(() => ''), secrets)
  const { reason, message, causes } = readStatus(text)
  const after = Number(answer.headers['retry-after'])
  return new ApiFault(answer.statusCode, reason ?? '', message ?? (text.trim().slice(0, 300) || `status ${answer.statusCode}`), {
    retryAfter: Number.isNaN(after) ? undefined : after,
    ...(causes === undefined ? {} : { causes }),
  })
}

function tooLarge(most: number): ApiFault {
  return new ApiFault(0, 'TooLarge', `The answer is larger than ${Math.round(most / 1024 / 1024)} MiB.`)
}

function readStatus(text: string): { reason?: string; message?: string; causes?: readonly FaultCause[] } {
  try {
    const status = JSON.parse(text) as { reason?: unknown; message?: unknown; details?: { causes?: unknown } | null } | null
    return {
      ...(typeof status?.reason === 'string' ? { reason: status.reason } : {}),
      ...(typeof status?.message === 'string' ? { message: status.message } : {}),
      ...(Array.isArray(status?.details?.causes) ? { causes: status.details.causes.flatMap(readCause) } : {}),
    }
  } catch {
    return {}
  }
}

function readCause(cause: unknown): FaultCause[] {
  if (!isMap(cause)) return []
  const text = (key: string): string => (typeof cause[key] === 'string' ? cause[key] : '')
  return [{ reason: text('reason'), message: text('message'), field: text('field') }]
}
