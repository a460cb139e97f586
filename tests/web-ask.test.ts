import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { scriptedModel, type ScriptedModel } from './scripted-model.ts'
import { builtPage, hasChromium, openChromium, type ServedPage, servePage } from './web-browser.ts'
import { openVisit, settled, type Visit } from './web-visit.ts'

const RECORDING = 'evals/recordings/cascade-of-three.json'
const LONG = 90_000
const QUESTION = 'why is db failing?'
/** The second sentence is of nothing that the cluster said. */
const PROSE = 'Deployment web cannot reach db. Mallory deleted server oracle-9 at 03:14. Pod db was killed for memory. '

describe.skipIf(!hasChromium)('asking with a model (needs chromium; AKS_COPILOT_CHROMIUM names it)', { timeout: LONG }, () => {
  let browser: Browser
  let model: ScriptedModel
  let served: ServedPage
  let visit: Visit
  let page: Page

  beforeAll(async () => {
    await builtPage()
    model = await scriptedModel(['scripted-1'], { words: PROSE, pace: 20, ending: 'stops' })
    browser = await openChromium()
    served = await serve()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
    await model?.stop()
  })
  beforeEach(async () => {
    Object.assign(model.script, { words: PROSE, pace: 20, ending: 'stops', status: undefined })
    visit = await openVisit(browser, 1440, 'dark')
    ;({ page } = visit)
  })
  afterEach(async () => await visit.context.close())

  const serve = async (...args: readonly string[]): Promise<ServedPage> => {
    process.env['AKS_COPILOT_MODEL_PROVIDER'] = 'openai-compatible'
    process.env['AKS_COPILOT_MODEL_ENDPOINT'] = model.url
    try {
      return await servePage('--from', RECORDING, '--model', 'scripted-1', ...args)
    } finally {
      delete process.env['AKS_COPILOT_MODEL_PROVIDER']
      delete process.env['AKS_COPILOT_MODEL_ENDPOINT']
    }
  }
  const openAsk = async (url = served.url) => {
    await page.goto(`${url}/ask`)
    await settled(page)
  }
  const ask = async (question: string, on = page) => {
    const field = on.getByRole('textbox', { name: 'Question' })
    await field.fill(question)
    await field.press('Enter')
  }
  const words = (on = page) => on.getByRole('region', { name: 'The model’s words' }).last()

  test('the answer stands while the model writes; what the evidence does not bear out is held back, and counted', async () => {
    await openAsk()
    await ask(QUESTION)
    await page.getByText('The answer is complete.').waitFor()
    await page.getByRole('article').getByText('killed for memory').first().waitFor()
    await words()
      .getByText(/^scripted-1, local, grounded: \d of 3 sentences$/)
      .waitFor({ timeout: LONG })
    expect(await words().textContent()).not.toContain('oracle-9')
    await words()
      .getByRole('button', { name: /held back/ })
      .click()
    await words().getByText('Mallory deleted server oracle-9 at 03:14.').waitFor()
    expect(visit.complaints).toEqual([])
  })

  test('stopped by the reader, the model is let go, and the answer stays', async () => {
    Object.assign(model.script, { ending: 'hangs' })
    const { asked, left } = model
    await openAsk()
    await ask(QUESTION)
    await expect.poll(() => model.asked, { timeout: LONG }).toBe(asked + 1)
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Stopped. The answer is complete').waitFor()
    await expect.poll(() => model.left, { timeout: LONG }).toBe(left + 1)
    await ask('and its logs?')
    await page.getByRole('article').nth(1).getByText('loading the index').first().waitFor()
  })

  test('a model that dies in the middle of a sentence is told of, and can be asked again', async () => {
    Object.assign(model.script, { ending: 'dies', words: 'Deployment web cannot reach db. Pod db was kil' })
    await openAsk()
    await ask(QUESTION)
    await words().getByText('the connection broke in the middle of the answer').waitFor({ timeout: LONG })
    expect(await words().textContent()).not.toContain('was kil')
    Object.assign(model.script, { ending: 'stops', words: PROSE })
    await page.getByRole('button', { name: 'Ask again' }).click()
    await words()
      .getByText(/grounded/)
      .waitFor({ timeout: LONG })
    expect(await page.getByRole('article').count()).toBe(2)
  })

  test('reloaded in the middle of an answer, the page has what came by then, once', async () => {
    Object.assign(model.script, { ending: 'hangs' })
    await openAsk()
    await ask(QUESTION)
    await page.waitForURL(/\/ask\/[\w-]+/)
    await page.reload()
    await page.getByText('Stopped. The answer is complete').waitFor()
    await page.getByRole('article').getByText('killed for memory').first().waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await page.getByRole('navigation', { name: 'Conversations' }).getByText(QUESTION).count()).toBeGreaterThan(0)
  })

  test('what is asked in another tab is there when one comes back to this one', async () => {
    await openAsk()
    await ask(QUESTION)
    await words()
      .getByText(/grounded/)
      .waitFor({ timeout: LONG })
    const other = await visit.context.newPage()
    await other.goto(page.url())
    await other.getByRole('article').waitFor()
    await ask('and its logs?', other)
    await other.getByRole('article').nth(1).getByText('loading the index').first().waitFor()
    await expect.poll(async () => (await words(other).textContent()) ?? '', { timeout: LONG }).toMatch(/grounded|broke off|added nothing/)
    await page.bringToFront()
    await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`)
    await page.getByRole('article').nth(1).getByText('loading the index').first().waitFor()
    await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`)
    await page.waitForTimeout(300)
    expect(await page.getByRole('article').count()).toBe(2)
  })

  test('a server that is started anew answers on, and says what it forgot', async () => {
    const first = await serve()
    const { port } = new URL(first.url)
    await openAsk(first.url)
    await ask(QUESTION)
    await words()
      .getByText(/grounded/)
      .waitFor({ timeout: LONG })
    const before = page.url()
    await first.stop()
    await ask('what is broken?')
    const second = await serve('--port', port)
    await page.getByText('asked anew: the server no longer has what was asked before').waitFor({ timeout: LONG })
    await page.getByRole('article').nth(1).getByText('answered in').waitFor({ timeout: LONG })
    expect(await page.getByRole('article').count()).toBe(2)
    expect(page.url()).not.toBe(before)
    await second.stop()
  })
})
