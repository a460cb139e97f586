import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from '@playwright/test'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** Debian's; AKS_COPILOT_CHROMIUM names another. */
const CHROMIUM = process.env['AKS_COPILOT_CHROMIUM'] ?? '/usr/bin/chromium'
export const hasChromium = existsSync(CHROMIUM)

export async function openChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

export interface ServedPage {
  readonly url: string
  stop(): Promise<void>
}

/** The real server on a free port, as its own process: `aks-copilot serve` with these arguments. */
export async function servePage(...args: readonly string[]): Promise<ServedPage> {
  const child = spawn(process.execPath, ['apps/cli/src/main.ts', 'serve', '--port', '0', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KUBECONFIG: '/dev/null' },
  })
  const url = await addressOf(child)
  return { url, stop: () => ended(child) }
}

async function addressOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const url = /http:\/\/\S+:\d+/.exec(said)?.[0]
      if (url !== undefined && said.includes('serves')) resolve(url)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (status) => reject(new Error(`serve ended with ${status}: ${said}`)))
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  await new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })
}

/** The built page; it is built where it is missing. */
export async function builtPage(): Promise<void> {
  if (existsSync(`${ROOT}apps/web/dist/index.html`)) return
  const { build } = await import('vite')
  await build({ configFile: `${ROOT}apps/web/vite.config.ts`, logLevel: 'error' })
}
