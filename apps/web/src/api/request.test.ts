import { afterEach, expect, test, vi } from 'vitest'
import { ApiError } from './api-error.ts'
import { request, withParameters } from './request.ts'

function answer(body: string, status = 200): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
}

async function codeOf(path: string): Promise<string> {
  try {
    await request(path)
    return 'none'
  } catch (error) {
    return error instanceof ApiError ? error.problem.code : 'not an ApiError'
  }
}

afterEach(() => void vi.unstubAllGlobals())

test('parameters that are not given are not sent, others are escaped', () => {
  expect(withParameters('/api/logs', { name: 'a b&c', kind: undefined, limit: 3 })).toBe('/api/logs?name=a+b%26c&limit=3')
})

test('the problem that the server names is the one that is thrown', async () => {
  answer(
    JSON.stringify({
      code: 'CLUSTER_UNKNOWN',
      detail: 'There is none.',
      category: 'validation',
      title: 't',
      status: 404,
      type: 'x',
      runId: 'r',
    }),
    404,
  )
  expect(await codeOf('/api/summary')).toBe('CLUSTER_UNKNOWN')
})

test('a page of a proxy is no answer', async () => {
  answer('<html>', 200)
  expect(await codeOf('/api/summary')).toBe('ANSWER_UNREADABLE')
})

test('a gateway without a server behind it is the same as no server', async () => {
  answer('{}', 502)
  expect(await codeOf('/api/summary')).toBe('SERVER_UNREACHABLE')
})

test('no server at all has its own words', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
  expect(await codeOf('/api/summary')).toBe('SERVER_UNREACHABLE')
})

test('who cancels gets the cancellation, not a problem', async () => {
  const controller = new AbortController()
  vi.stubGlobal(
    'fetch',
    (_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')))
      }),
  )
  const asked = request('/api/summary', { signal: controller.signal })
  controller.abort()
  await expect(asked).rejects.toThrow('cancelled')
})
