import { fileURLToPath } from 'node:url'
import type { Browser } from '@playwright/test'
import type { RunningServer } from '@aks-copilot/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RememberingDesk } from './repair-desk.ts'
import { testServer } from './test-server.ts'
import { BROKEN_SERVICE, tracked, TRACKED } from './tracked-recording.ts'
import { builtPage, hasChromium, openChromium } from './web-browser.ts'
import { accessibilityBreaches, openVisit, overflow, settled, type Theme } from './web-visit.ts'

const LONG = 120_000
const FINGERPRINT = `service-no-matching-pods:Service/${BROKEN_SERVICE}`
const PATH = `/incidents/${encodeURIComponent(FINGERPRINT)}`

describe.skipIf(!hasChromium)(
  'a repair on the page of its incident (needs chromium; AKS_COPILOT_CHROMIUM names it)',
  { timeout: LONG },
  () => {
    let browser: Browser
    beforeAll(async () => {
      await builtPage()
      browser = await openChromium()
    }, LONG)
    afterAll(async () => await browser?.close())

    async function serve(desk: RememberingDesk | undefined): Promise<RunningServer> {
      const webFolder = fileURLToPath(new URL('../apps/web/dist/', import.meta.url))
      const repairs = desk === undefined ? {} : { repairs: desk }
      return await testServer({ views: [tracked({ annotations: TRACKED })], provable: true, webFolder, ...repairs })
    }

    for (const [theme, width] of [
      ['dark', 1440],
      ['light', 390],
    ] as const satisfies readonly (readonly [Theme, number])[])
      test(`${theme}, ${width} px: it says what will happen, begins it, and shows what becomes of it by itself`, async () => {
        const desk = new RememberingDesk()
        desk.owners.set(`Service ${BROKEN_SERVICE}`, 'shop')
        const server = await serve(desk)
        const { context, page, complaints } = await openVisit(browser, width, theme)
        await page.goto(server.url + PATH)
        await settled(page)
        expect(await page.getByRole('region', { name: 'Repair in Git' }).count()).toBe(0)
        await page.getByText('Nothing is merged, and nothing is written to the cluster').waitFor()
        expect(await accessibilityBreaches(page)).toEqual([])
        await page.getByRole('button', { name: 'Open a pull request' }).click()
        const repair = page.getByRole('region', { name: 'Repair in Git' })
        await repair.getByText('The application is looked at.').waitFor()
        expect(desk.wishes.map(({ trigger }) => trigger)).toEqual(['approval'])
        const run = desk.run('run-1')
        if (run === undefined) throw new Error('It was begun.')
        const url = 'https://github.com/contoso/shop/pull/7'
        const change = { object: { kind: 'Service', name: 'cart' }, why: 'Select `app: cart`', places: ['app/web.yaml:12'] }
        const attempt = {
          number: 1,
          outcome: 'open' as const,
          title: 'fix(shop): cart app',
          changes: [change],
          pullRequest: { number: 7, url },
        }
        desk.put({ ...run, phase: 'waiting', summary: 'Waiting for the pull request to be merged.', attempts: [attempt] })
        expect(await repair.getByRole('link', { name: 'Pull request 7' }).getAttribute('href')).toBe(url)
        await repair.getByText('app/web.yaml:12').waitFor()
        const lead = {
          incident: 'x',
          text: 'Service cart: selector app from "crat" to "cart"',
          from: 'a label that a pod has',
          places: ['app/cart.yaml:9'],
        }
        const incidents = [{ fingerprint: FINGERPRINT, title: 'A Service leads to no pod' }]
        desk.put({ ...run, state: 'ended', summary: 'A person is needed: No patch could be proven.', incidents, leads: [lead] })
        await repair.getByText('Service cart: selector app from "crat" to "cart", a label that a pod has').waitFor()
        await repair.getByText('app/cart.yaml:9').waitFor()
        expect([await accessibilityBreaches(page), await overflow(page), complaints]).toEqual([[], 0, []])
        await context.close()
        await server.stop()
      })

    test('nothing of it is there where the server repairs nothing', async () => {
      const server = await serve(undefined)
      const { context, page } = await openVisit(browser, 1440, 'dark')
      await page.goto(server.url + PATH)
      await settled(page)
      await page.getByRole('button', { name: 'Approve' }).waitFor()
      expect(await page.getByRole('button', { name: 'Open a pull request' }).count()).toBe(0)
      expect(await page.getByRole('region', { name: 'Repair in Git' }).count()).toBe(0)
      await context.close()
      await server.stop()
    })
  },
)
