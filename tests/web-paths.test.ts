import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { entriesOf } from './read-archive.ts'
import { builtPage, hasChromium, openChromium, type ServedPage, servePage } from './web-browser.ts'
import { accessibilityBreaches, openVisit, settled, type Visit } from './web-visit.ts'

const RECORDING = 'evals/recordings/cascade-of-three.json'
const LONG = 60_000

// What runs in the browser is text: this program knows no DOM. An element's name here is its place in the document.
const NAME_OF = `const nameOf = (element) => {
  const parts = []
  for (let at = element; at instanceof Element && at !== document.body; at = at.parentElement)
    parts.unshift(at.tagName + [...at.parentElement.children].indexOf(at))
  return parts.join('>') + ' ' + (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)
}`
const FOCUSED = `(() => { ${NAME_OF}
  const element = document.activeElement
  if (element === null || element === document.body) return { name: '', outlined: true }
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
  return { name: nameOf(element), outlined: (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none' }
})()`
const CONTROLS = `(() => { ${NAME_OF}
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')
  return [...all].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0).map(nameOf)
})()`

describe.skipIf(!hasChromium)('what people do on the page (needs chromium; AKS_COPILOT_CHROMIUM names it)', { timeout: LONG }, () => {
  let browser: Browser
  let served: ServedPage
  let visit: Visit
  let page: Page

  beforeAll(async () => {
    await builtPage()
    ;[browser, served] = await Promise.all([openChromium(), servePage('--from', RECORDING, '--model', 'none')])
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
  })
  beforeEach(async () => {
    visit = await openVisit(browser, 1440, 'dark')
    ;({ page } = visit)
  })
  afterEach(async () => await visit.context.close())

  const open = async (path: string) => {
    await page.goto(served.url + path)
    await settled(page)
  }

  test('Ctrl-K finds a page by its name and leads to it', async () => {
    await open('/')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('models')
    await page
      .getByRole('option', { name: /Models/ })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/models')
  })

  test('arrows on the time bar move the whole page, and the address restores the moment', async () => {
    await open('/explore/events')
    const events = page.getByRole('grid', { name: 'Events' })
    await events.getByRole('row').nth(5).waitFor()
    await page.getByRole('slider', { name: 'Moment shown' }).focus()
    await page.keyboard.press('Home')
    await page.waitForURL(/[?&]at=/)
    await page.getByText('No events here.').waitFor()
    await page.reload()
    await page.getByText('No events here.').waitFor()
    await page.getByRole('button', { name: 'Back to now' }).click()
    await events.getByRole('row').nth(5).waitFor()
    expect(page.url()).not.toMatch(/[?&]at=/)
  })

  test('an incident opens by an address whose slashes nobody encoded', async () => {
    await open('/incidents/container-oom-killed:Deployment/ev-cascade-of-three/db:db')
    await page.getByRole('heading', { level: 1, name: /killed/ }).waitFor()
    const answer = await page.request.get(`${served.url}/api/incidents/container-oom-killed:Deployment/ev-cascade-of-three/db:db`)
    expect(answer.status()).toBe(200)
  })

  test('an incident at a moment before it began says so, and leads back', async () => {
    await open('/incidents/container-oom-killed:Deployment/ev-cascade-of-three/db:db?at=2026-11-22T00:00:00Z')
    await page.getByText('It was not open at that moment.').waitFor()
    expect(await accessibilityBreaches(page)).toEqual([])
    await page.getByRole('main').getByRole('button', { name: 'Back to now' }).click()
    await page.getByRole('heading', { level: 1, name: /killed/ }).waitFor()
  })

  test('what was changed is told by how long ago it was, with both clocks on hover', async () => {
    await open('/incidents/container-oom-killed:Deployment/ev-cascade-of-three/db:db')
    const graph = page.getByRole('region', { name: 'How it spreads' })
    await graph.waitFor()
    expect(await graph.textContent()).not.toMatch(/\d{4}-\d\d-\d\dT/)
  })

  test('every control is reached by Tab, shows that it has the focus, and the first one skips to the page', async () => {
    for (const path of ['/', '/incidents', '/explore/objects', '/explore/logs']) {
      await open(path)
      await page.keyboard.press('Tab')
      await page.getByRole('link', { name: 'Skip to the page' }).and(page.locator(':focus')).waitFor()
      const reached = new Set<string>()
      for (let step = 0; step < 150; step++) {
        const { name, outlined } = await page.evaluate<{ name: string; outlined: boolean }>(FOCUSED)
        if (name === '' || (reached.has(name) && step > 5 && name === [...reached][0])) break
        expect(outlined, `${path}: ${name}`).toBe(true)
        reached.add(name)
        await page.keyboard.press('Tab')
      }
      const all = await page.evaluate<readonly string[]>(CONTROLS)
      expect(
        all.filter((name) => !reached.has(name)),
        path,
      ).toEqual([])
    }
  })

  test('/ opens the panel about what is on the screen; a citation opens its evidence in place; Escape gives the focus back', async () => {
    await open(`/explore/objects?object=${encodeURIComponent('Deployment/ev-cascade-of-three/db')}`)
    const before = page.url()
    await page.keyboard.press('/')
    const panel = page.getByRole('dialog', { name: 'Ask' })
    await panel.getByText('about').waitFor()
    await panel.getByRole('textbox', { name: 'Question' }).fill('why is it failing?')
    await page.keyboard.press('Enter')
    const answer = panel.getByRole('article')
    await answer.getByText('killed for memory').first().waitFor()
    const chip = answer.getByRole('button', { name: 'Evidence E1' }).first()
    await chip.click()
    const evidence = answer.locator(`[id="${await chip.getAttribute('aria-controls')}"]`)
    expect(await evidence.getByRole('button').getAttribute('aria-expanded')).toBe('true')
    expect(await evidence.textContent()).toContain('OOMKilled')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(page.url()).toBe(before)
  })

  test('a question is answered, followed up, copied, kept, opened again by its address and deleted', async () => {
    await open('/ask')
    const question = page.getByRole('textbox', { name: 'Question' })
    await question.fill('why is db failing?')
    await question.press('Enter')
    await page.waitForURL(/\/ask\/[\w-]+/)
    await question.fill('and its logs?')
    await question.press('Enter')
    await page.getByRole('article').nth(1).getByText('loading the index').first().waitFor()
    await page.getByRole('button', { name: 'Copy as Markdown' }).first().click()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(copied).toContain('> why is db failing?')
    expect(copied).toContain('- E1: ')
    await page.reload()
    await page.getByRole('article').nth(1).getByText('loading the index').first().waitFor()
    const kept = page.getByRole('navigation', { name: 'Conversations' }).getByRole('listitem')
    const count = await kept.count()
    await kept
      .first()
      .getByRole('button', { name: /^Delete/ })
      .click()
    await expect.poll(() => kept.count()).toBe(count - 1)
    expect(visit.complaints).toEqual([])
  })

  test('the explorer filters at once, by facet and by word, and its address restores it', async () => {
    await open('/explore/objects')
    const rows = page.getByRole('grid', { name: 'Objects' }).getByRole('row')
    const all = await rows.count()
    await page.getByRole('button', { name: /^broken/ }).click()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('replicaset')
    await expect.poll(() => rows.count()).toBe(4)
    expect(all).toBeGreaterThan(4)
    await page.reload()
    await expect.poll(() => rows.count()).toBe(4)
    await page.getByRole('grid', { name: 'Objects' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'YAML' }).click()
    await page.getByRole('region', { name: 'YAML' }).getByText('kind:').first().waitFor()
    expect(page.url()).toContain('view=yaml')
  })

  test('check shows violations and the fixed text; a switched-off fix is taken back', async () => {
    await open('/check')
    await page.getByRole('button', { name: 'Use an example' }).click()
    const texts = page.getByRole('region', { name: 'Source and fixed text' })
    const fix = page.getByRole('switch', { name: /^Fix k3s-local-path in PersistentVolumeClaim photos/ })
    await fix.waitFor({ timeout: LONG })
    await page
      .getByRole('button', { name: /local-path/ })
      .first()
      .click()
    await page.getByRole('list', { name: 'Certificate' }).getByRole('listitem').first().waitFor()
    expect(await page.getByRole('list', { name: 'Certificate' }).textContent()).not.toContain('failed')
    await texts.getByText('managed-csi').waitFor()
    await fix.click()
    await texts.getByText('managed-csi').waitFor({ state: 'detached' })
    await expect.poll(() => fix.getAttribute('aria-checked')).toBe('false')
    await page.getByText('left out, as chosen').waitFor()
    await page.getByRole('button', { name: 'Copy patch' }).click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).not.toContain('managed-csi')
    await fix.click()
    await texts.getByText('managed-csi').waitFor()
    expect(visit.complaints).toEqual([])
  })

  test('of two fixes of one rule one is left out; several files are taken along as an archive', async () => {
    const claim = (name: string) =>
      `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${name}\nspec:\n  storageClassName: local-path\n  accessModes: [ReadWriteOnce]\n  resources: { requests: { storage: 1Gi } }\n`
    await open('/check')
    await page.getByLabel('Files').setInputFiles([
      { name: 'one.yaml', mimeType: 'text/yaml', buffer: Buffer.from(`${claim('first')}---\n${claim('second')}`) },
      { name: 'two.yaml', mimeType: 'text/yaml', buffer: Buffer.from(claim('third')) },
      { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('x') },
    ])
    await page.getByText('1 file is neither YAML nor JSON and left out.').waitFor()
    const first = page.getByRole('switch', { name: /in PersistentVolumeClaim first/ })
    await first.waitFor({ timeout: LONG })
    await first.click()
    const texts = page.getByRole('region', { name: 'Source and fixed text' })
    await expect.poll(() => texts.getByText('managed-csi').count()).toBe(1)
    await expect.poll(() => page.getByRole('switch', { name: /^Fix all 3/ }).getAttribute('aria-checked')).toBe('false')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download 2 fixed files' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('fixed.zip')
    const entries = entriesOf(readFileSync(await download.path()))
    expect(entries.map(({ path }) => path)).toEqual(['one.yaml', 'two.yaml'])
    expect(entries.flatMap(({ text }) => text.match(/managed-csi/g) ?? [])).toHaveLength(2)
    expect(visit.complaints).toEqual([])
  })

  test('broken YAML is said, not hidden', async () => {
    await open('/check')
    await page.getByRole('textbox', { name: 'Manifests' }).fill('kind: Service\n  name: [')
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByRole('list', { name: 'What was not looked at' }).waitFor({ timeout: LONG })
    expect(await page.getByText('Nothing to mend.').count()).toBe(0)
  })

  test('without the server the last state stays and says its age; a question says that it was not sent', async () => {
    const own = await servePage('--from', RECORDING, '--model', 'none')
    await page.goto(`${own.url}/explore/objects`)
    await settled(page)
    // The panel's code comes with its first opening: without a server it can't come any more.
    await page.keyboard.press('/')
    await page.getByRole('textbox', { name: 'Question' }).waitFor()
    await page.keyboard.press('Escape')
    await own.stop()
    await page.getByText('The server does not answer:').waitFor({ timeout: 40_000 })
    expect(await page.getByRole('grid', { name: 'Objects' }).getByRole('row').count()).toBeGreaterThan(4)
    await page.keyboard.press('/')
    const panel = page.getByRole('dialog', { name: 'Ask' })
    await panel.getByRole('textbox', { name: 'Question' }).fill('what is broken?')
    await page.keyboard.press('Enter')
    await panel.getByText('NOT_CONNECTED').waitFor({ timeout: 15_000 })
    await panel.getByRole('button', { name: 'Ask again' }).waitFor()
  })
})
