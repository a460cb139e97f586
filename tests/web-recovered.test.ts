import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtPage, hasChromium, openChromium, type ServedPage, servePage } from './web-browser.ts'
import { accessibilityBreaches, openVisit, overflow, settled, type Theme } from './web-visit.ts'

const LONG = 120_000
const RECOVERED = 'a:has-text("Deployment shop/checkout")'
const GREEN = `getComputedStyle(document.documentElement).getPropertyValue('--green').trim()`
/** The colour of the mark in the first row that is over, as the style sheet writes it. */
const MARK = `(() => {
  const rgb = getComputedStyle(document.querySelector('main a[href*="config-key-missing"] svg')).color
  return '#' + rgb.match(/\\d+/g).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('')
})()`

// The story of 50 minutes that the repository brings: two incidents are open at its end, two were over before.
describe.skipIf(!hasChromium)('what is over (needs chromium; AKS_COPILOT_CHROMIUM names it)', { timeout: LONG }, () => {
  let browser: Browser
  let served: ServedPage

  beforeAll(async () => {
    await builtPage()
    ;[browser, served] = await Promise.all([openChromium(), servePage('--from', 'examples/demo/contoso.json.gz', '--model', 'none')])
  }, LONG)
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
  })

  /** What is over is found in the background, and comes by itself. */
  const openIncidents = async (page: Page) => {
    await page.goto(`${served.url}/incidents`)
    await page.getByRole('region', { name: 'Recovered' }).locator(RECOVERED).waitFor({ timeout: LONG })
  }

  for (const theme of ['dark', 'light'] as const satisfies readonly Theme[]) {
    for (const width of [1440, 390]) {
      test(`${theme}, ${width} px: it is listed, and opens with what to do if it comes back`, async () => {
        const { context, page, complaints } = await openVisit(browser, width, theme)
        await openIncidents(page)
        expect(await accessibilityBreaches(page)).toEqual([])
        await page.locator(RECOVERED).click()
        await page.getByRole('region', { name: 'If it comes back' }).waitFor()
        await settled(page)
        expect(await accessibilityBreaches(page)).toEqual([])
        expect(await overflow(page)).toBe(0)
        // Of values of a ConfigMap nothing is kept but that they differ.
        expect(await page.getByRole('main').textContent()).not.toMatch(/hmac:/)
        expect(complaints).toEqual([])
        await context.close()
      })
    }
  }

  test('its green fades when it is a minute old', async () => {
    const { context, page } = await openVisit(browser, 1440, 'dark')
    await openIncidents(page)
    let age = 30_000
    await page.route(/\/api\/summary\b/, async (route) => {
      const summary = (await (await route.fetch()).json()) as {
        cluster: { now: string }
        incidents: { state: string; closedAt?: string }[]
      }
      const closedAt = new Date(Date.parse(summary.cluster.now) - age).toISOString()
      await route.fulfill({
        json: { ...summary, incidents: summary.incidents.map((one) => (one.state === 'closed' ? { ...one, closedAt } : one)) },
      })
    })
    await openIncidents(page)
    const green = await page.evaluate<string>(GREEN)
    expect(await page.evaluate<string>(MARK)).toBe(green)
    age = 90_000
    await openIncidents(page)
    expect(await page.evaluate<string>(MARK)).not.toBe(green)
    await context.close()
  })

  test('what was not watched is hatched; where everything is the last that is known, nothing glows', async () => {
    const { context, page } = await openVisit(browser, 1440, 'dark')
    await page.goto(served.url)
    await settled(page)
    expect(await page.locator('[title^="Not watched yet"]').count()).toBeGreaterThan(3)
    expect(await page.locator('h1 .shadow-live, section[aria-label="Time"] .shadow-live').count()).toBe(1)
    await page.route('**/api/**', async (route) => await route.abort())
    await page.getByText('The server does not answer:').waitFor({ timeout: LONG })
    expect(await page.locator('.shadow-live').count()).toBe(0)
    expect(await page.locator('h1 [class*="drop-shadow-alive"]').count()).toBe(0)
    await context.close()
  })
})
