import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtPage, hasChromium, openChromium, type ServedPage, servePage } from './web-browser.ts'
import { accessibilityBreaches, openVisit, overflow, settled } from './web-visit.ts'

const RECORDING = 'evals/recordings/cascade-of-three.json'
const INCIDENT = encodeURIComponent('container-oom-killed:Deployment/ev-cascade-of-three/db:db')
const OBJECT = encodeURIComponent('Deployment/ev-cascade-of-three/db')

/** Every page, and what opens within pages. */
const VIEWS: Readonly<Record<string, string>> = {
  overview: '/',
  incidents: '/incidents',
  incident: `/incidents/${INCIDENT}`,
  'overview, of another namespace': '/?namespace=kube-system',
  objects: '/explore',
  'object, timeline': `/explore/objects?object=${OBJECT}`,
  'object, YAML': `/explore/objects?object=${OBJECT}&view=yaml`,
  'object, neighbours': `/explore/objects?object=${OBJECT}&view=neighbours`,
  events: '/explore/events',
  logs: '/explore/logs',
  metrics: '/explore/metrics',
  ask: '/ask?question=why%20is%20db%20failing%3F',
  check: '/check',
  models: '/models',
  'no such page': '/nowhere',
}

// A browser is no part of the workspace: where none is installed, these are skipped and say so.
describe.skipIf(!hasChromium)('every page, in both themes, wide and narrow (needs chromium; AKS_COPILOT_CHROMIUM names it)', () => {
  let browser: Browser
  let served: ServedPage

  beforeAll(async () => {
    await builtPage()
    ;[browser, served] = await Promise.all([openChromium(), servePage('--from', RECORDING, '--model', 'none')])
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
  })

  for (const theme of ['dark', 'light'] as const) {
    for (const width of [1440, 390]) {
      test(`${theme}, ${width} px: readable by all, nothing overflows, the browser has no complaint`, { timeout: 120_000 }, async () => {
        const { context, page, complaints } = await openVisit(browser, width, theme)
        const wrong: unknown[] = []
        for (const [view, path] of Object.entries(VIEWS)) {
          await page.goto(served.url + path)
          await settled(page)
          const breaches = await accessibilityBreaches(page)
          if (breaches.length > 0) wrong.push({ view, breaches })
          const beyond = await overflow(page)
          if (beyond > 0) wrong.push({ view, overflow: beyond })
          if (complaints.length > 0) wrong.push({ view, complaints: [...complaints] })
        }
        await context.close()
        expect(wrong).toEqual([])
      })
    }
  }
})
