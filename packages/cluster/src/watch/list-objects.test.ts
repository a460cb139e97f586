import { expect, it } from 'vitest'
import type { ApiServer } from '../connect/api-server.ts'
import { listObjects } from './list-objects.ts'
import { pauseAfter, TIMING } from './watch-timing.ts'

function serving(tokenOf: (page: number) => string): { readonly api: ApiServer; readonly pages: () => number } {
  let page = 0
  const get = async (): Promise<unknown> => {
    page += 1
    return await Promise.resolve({ metadata: { resourceVersion: '1', continue: tokenOf(page) }, items: [] })
  }
  return { api: { get } as unknown as ApiServer, pages: () => page }
}

it.each([
  ['the same page again and again', () => 'again', 2],
  ['ever more pages', (page: number) => String(page), 2_000],
])('leaves a list of %s', async (_, tokenOf, most) => {
  const { api, pages } = serving(tokenOf)
  await expect(listObjects(api, '/api/v1/pods')).rejects.toMatchObject({ reason: 'Endless' })
  expect(pages()).toBe(most)
})

it.each([1e9, 1e300, Number.POSITIVE_INFINITY])('waits minutes, neither years nor not at all, where a server asks for %d s', (seconds) => {
  expect(pauseAfter(1, TIMING, seconds)).toBe(300_000)
})
