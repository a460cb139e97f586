import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from '@playwright/test'

export type Theme = 'dark' | 'light'

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained about: console errors, faults of the page, breaches of the policy. */
  readonly complaints: readonly string[]
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// What runs in the browser is text: this program knows no DOM.
const NOTE_BREACHES = `document.addEventListener('securitypolicyviolation', (breach) => noteBreach(breach.violatedDirective + ' ' + breach.blockedURI))`
const OVERFLOW = `Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`

/** A fresh browser profile of this width and theme; whatever it complains about is noted. */
export async function openVisit(browser: Browser, width: number, theme: Theme): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`fault: ${error.message}`))
  await page.exposeFunction('noteBreach', (what: string) => complaints.push(`policy: ${what}`))
  await page.addInitScript({ content: NOTE_BREACHES })
  return { context, page, complaints }
}

/** Waits until the page has its heading and nothing of it is still to come. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('main .animate-breathe').first().waitFor({ state: 'detached' })
}

export interface Breach {
  readonly rule: string
  readonly impact: string
  readonly where: readonly string[]
}

interface AxeFinding {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe finds wrong, moderate and worse; of these rules alone, where some are named. */
export async function accessibilityBreaches(page: Page, rules: readonly string[] = []): Promise<Breach[]> {
  await page.evaluate(AXE)
  const options = rules.length === 0 ? {} : { runOnly: rules }
  const found = await page.evaluate<readonly AxeFinding[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )
  return found
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? 'unknown',
      where: nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)),
    }))
}

/** How far the page reaches beyond the window to the right. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate<number>(OVERFLOW)
}
