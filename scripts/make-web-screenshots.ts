/**
 * Makes pictures of the page over replayed clusters.
 *
 *   node scripts/make-web-screenshots.ts            each page, dark and light, wide and narrow, in each state, into a temporary folder
 *   node scripts/make-web-screenshots.ts --readme   the few that the README shows, into docs/images
 *   node scripts/make-web-screenshots.ts PAGE …     these pages alone
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import { builtPage, openChromium, type ServedPage, servePage } from '../tests/web-browser.ts'
import { openVisit, settled, type Theme } from '../tests/web-visit.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const DEMO = 'examples/demo/contoso.json.gz'
const BROKEN = existsSync(`${ROOT}${DEMO}`) ? DEMO : 'evals/recordings/cascade-of-three.json'
const RECORDINGS = { broken: BROKEN, calm: 'evals/recordings/healthy-shop.json' } as const
const THEMES: readonly Theme[] = ['dark', 'light']
const WIDTHS = [1440, 390] as const

type State = 'calm' | 'broken' | 'partial' | 'offline'

interface Scene {
  readonly path: string
  /** What one does before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>
}

const PAGES: Readonly<Record<string, Scene>> = {
  overview: { path: '/' },
  incidents: { path: '/incidents' },
  incident: { path: '/incidents', act: async (page) => await openFirst(page, 'main a[href^="/incidents/"]') },
  recovered: { path: '/incidents', act: async (page) => await openFirst(page, 'section:has(h2:text("Recovered")) a[href^="/incidents/"]') },
  past: { path: '/', act: goBack },
  objects: { path: '/explore' },
  object: { path: '/explore?state=broken', act: async (page) => await openFirst(page, '[role=grid] [aria-rowindex="2"]') },
  events: { path: '/explore/events' },
  logs: { path: '/explore/logs' },
  metrics: { path: '/explore/metrics' },
  ask: { path: '/ask', act: async (page) => await ask(page, 'What is broken?') },
  check: { path: '/check', act: checkExample },
  models: { path: '/models' },
}
const FOR_README: readonly (readonly [name: string, theme: Theme])[] = [
  ['overview', 'dark'],
  ['overview', 'light'],
  ['incident', 'dark'],
  ['ask', 'dark'],
  ['check', 'dark'],
]
const QUALITY = 0.92

async function openFirst(page: Page, selector: string): Promise<void> {
  const first = page.locator(selector).first()
  if ((await first.count()) > 0) await first.click()
}

/** Half an hour ago, by the keys of the time bar. */
async function goBack(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Moment shown' }).focus()
  for (const _ of [1, 2, 3]) await page.keyboard.press('PageDown')
  await page.waitForURL(/[?&]at=/)
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Question' }).fill(question)
  await page.keyboard.press('Enter')
  await page
    .getByRole('article')
    .first()
    .getByText('answered in')
    .waitFor({ timeout: 5000 })
    .catch(() => undefined)
}

async function checkExample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use an example' }).click()
  await page
    .getByRole('list', { name: 'Violations' })
    .waitFor({ timeout: 10_000 })
    .catch(() => undefined)
}

const UNREAD = [
  { what: 'logs', why: 'you may not read it: pods/log is not permitted' },
  { what: 'metrics', why: 'the cluster does not have it: metrics.k8s.io is not served' },
]

/** What may not be read, as the server would tell it: no logs and no figures. */
async function enter(page: Page, state: State): Promise<void> {
  if (state !== 'partial') return
  await page.route(/\/api\/(?:metrics|logs|log-templates)\b/, async (route) => {
    await route.fulfill({ json: { items: [], skipped: UNREAD.filter(({ what }) => route.request().url().includes(what.slice(0, 3))) } })
  })
  await page.route(/\/api\/(?:clusters|summary)\b/, async (route) => {
    const answer: unknown = await (await route.fetch()).json()
    await route.fulfill({ json: partly(answer) })
  })
}

/** An answer of the server without what may not be read. */
function partly(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(partly)
  if (typeof answer !== 'object' || answer === null) return answer
  if ('namespaces' in answer) return { ...answer, kind: 'live', state: 'partial', message: 'watching 48 kinds', skipped: UNREAD }
  if ('id' in answer && (answer.id === 'cpu' || answer.id === 'memory'))
    return { ...answer, value: 'not known', detail: UNREAD[1]?.why, state: 'unknown', points: [], band: undefined }
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, partly(value)]))
}

/** The server goes away after the first look. */
async function leave(page: Page): Promise<void> {
  await page.route('**/api/**', async (route) => await route.abort())
  await page.getByText('The server does not answer:').waitFor({ timeout: 40_000 })
}

interface Picture {
  readonly name: string
  readonly state: State
  readonly theme: Theme
  readonly width: number
  readonly file: string
}

async function take(browser: Browser, served: ServedPage, { name, state, theme, width, file }: Picture): Promise<void> {
  const scene = PAGES[name]
  if (scene === undefined) throw new Error(`There is no page ${name}; there are ${Object.keys(PAGES).join(', ')}.`)
  const { context, page } = await openVisit(browser, width, theme)
  await enter(page, state)
  await page.goto(served.url + scene.path)
  await settled(page)
  await scene.act?.(page)
  await page.waitForTimeout(500)
  if (state === 'offline') await leave(page)
  await page.screenshot({ path: file })
  await context.close()
}

/** What recovered within a recording is found in the background. */
async function recalled(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 8000)
  })
}

async function takeAll(browser: Browser, names: readonly string[], folder: string): Promise<void> {
  for (const [recording, states] of [
    [RECORDINGS.calm, ['calm']],
    [RECORDINGS.broken, ['broken', 'partial', 'offline']],
  ] as const) {
    const served = await servePage('--from', recording, '--model', 'none')
    await recalled()
    for (const state of states)
      for (const name of names)
        for (const theme of THEMES)
          for (const width of WIDTHS) {
            const file = join(folder, `${name}-${state}-${theme}-${width}.png`)
            await take(browser, served, { name, state, theme, width, file })
            process.stdout.write(`${file}\n`)
          }
    await served.stop()
  }
}

/** The picture as WebP, a third of the size; the browser that took it can write that, too. */
async function smaller(browser: Browser, file: string): Promise<string> {
  const page = await browser.newPage()
  const picture = `data:image/png;base64,${readFileSync(file).toString('base64')}`
  const webp = await page.evaluate<string>(`(async () => {
    const image = new Image()
    image.src = ${JSON.stringify(picture)}
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    canvas.getContext('2d').drawImage(image, 0, 0)
    return canvas.toDataURL('image/webp', ${QUALITY})
  })()`)
  await page.close()
  const name = file.replace(/\.png$/, '.webp')
  writeFileSync(name, Buffer.from(webp.slice(webp.indexOf(',') + 1), 'base64'))
  rmSync(file)
  return name
}

async function takeForReadme(browser: Browser): Promise<void> {
  const folder = join(ROOT, 'docs', 'images')
  mkdirSync(folder, { recursive: true })
  const served = await servePage('--from', RECORDINGS.broken, '--model', 'none')
  await recalled()
  for (const [name, theme] of FOR_README) {
    const file = join(folder, `web-${name}-${theme}.png`)
    await take(browser, served, { name, state: 'broken', theme, width: 1440, file })
    process.stdout.write(`${await smaller(browser, file)}\n`)
  }
  await served.stop()
}

const wanted = process.argv.slice(2)
await builtPage()
const browser = await openChromium()
try {
  if (wanted.includes('--readme')) await takeForReadme(browser)
  else await takeAll(browser, wanted.length === 0 ? Object.keys(PAGES) : wanted, mkdtempSync(join(tmpdir(), 'aks-copilot-pictures-')))
} finally {
  await browser.close()
}
