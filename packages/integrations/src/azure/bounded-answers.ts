import type { SecretClientOptions } from '@azure/keyvault-secrets'

type AdditionalPolicy = NonNullable<SecretClientOptions['additionalPolicies']>[number]
type Response = Awaited<ReturnType<AdditionalPolicy['policy']['sendRequest']>>

/** An answer that is longer than any that the service gives. */
class EndlessAnswer extends Error {
  readonly code = 'ANSWER_TOO_LARGE'

  constructor() {
    super('the answer is too large')
  }
}

/**
 * The SDKs read an answer to its end, however long it is. This reads it for them, up to so many bytes; what is longer ends the request with
 * ANSWER_TOO_LARGE, and its connection.
 */
export function boundedAnswers(mostBytes: number): AdditionalPolicy {
  const policy: AdditionalPolicy['policy'] = {
    name: 'boundedAnswers',
    async sendRequest(request, next) {
      const streamed = request.streamResponseStatusCodes
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY])
      const response = await next(request).finally(() => {
        if (streamed === undefined) delete request.streamResponseStatusCodes
        else request.streamResponseStatusCodes = streamed
      })
      const isForCaller = streamed?.has(response.status) === true || streamed?.has(Number.POSITIVE_INFINITY) === true
      return isForCaller ? response : await whole(response, mostBytes)
    },
  }
  return { position: 'perRetry', policy }
}

async function whole(response: Response, mostBytes: number): Promise<Response> {
  const { readableStreamBody: body, ...rest } = response
  const chunks: Buffer[] = []
  let bytes = 0
  // Leaving the loop destroys the stream, and the connection with it.
  for await (const chunk of body ?? []) {
    const piece = Buffer.from(chunk)
    bytes += piece.byteLength
    if (bytes > mostBytes) throw new EndlessAnswer()
    chunks.push(piece)
  }
  return { ...rest, bodyAsText: Buffer.concat(chunks).toString('utf8') }
}
