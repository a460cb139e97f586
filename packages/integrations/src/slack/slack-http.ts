import { ServiceFault } from '../calls/service-fault.ts'
import { faultOfNetwork, faultOfStatus, unreachable } from './slack-faults.ts'

const MOST_BYTES = 16 * 1024 * 1024

/**
 * The fetch that the SDK uses for one call: a whole answer with status 200, or ServiceFault. Half an answer is never taken for one.
 * Follows no redirect, since a token must not be led elsewhere. The end of the signal closes the socket.
 */
export function slackFetch(timeoutMs: number, signal: AbortSignal | undefined): typeof globalThis.fetch {
  return async (input, init) => {
    const deadline = AbortSignal.timeout(timeoutMs)
    const ends = signal === undefined ? deadline : AbortSignal.any([deadline, signal])
    try {
      const response = await globalThis.fetch(input, { ...init, signal: ends, redirect: 'manual' })
      const body = await wholeBody(response)
      if (response.status !== 200) throw faultOfStatus(response.status, response.headers.get('retry-after'))
      return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } })
    } catch (cause) {
      if (cause instanceof ServiceFault) throw cause
      throw deadline.aborted ? unreachable(`no answer within ${timeoutMs / 1000} s`) : faultOfNetwork(cause)
    }
  }
}

async function wholeBody(response: Response): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MOST_BYTES) throw unreachable('its answer has no end')
  }
  return text + decoder.decode()
}
