import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Step {
  /** The built entry point. */
  readonly entry: string
  readonly workspace: string
  readonly origin: string
  readonly event: string
  readonly payload: unknown
  /** `fix`, `only-changed`, … */
  readonly inputs?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
}

export interface StepResult {
  readonly status: number | null
  readonly log: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
}

export const TOKEN = 'ghs_0123456789abcdefghijABCDEFGHIJ012345'

/** Runs the entry point as the runner does: a process of its own with the variables of a step. */
export async function runStep({ entry, workspace, origin, event, payload, inputs = {}, environment = {} }: Step): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'aks-step-'))
  const file = (name: string, text = ''): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'contoso/shop',
    GITHUB_SERVER_URL: origin,
    GITHUB_API_URL: `${origin}/api/v3`,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_OUTPUT: file('output'),
    GITHUB_WORKFLOW: 'manifests',
    GITHUB_JOB: 'aks',
    GITHUB_SHA: 'f'.repeat(40),
    GITHUB_REF: 'refs/pull/7/merge',
    RUNNER_TEMP: folder,
    INPUT_TOKEN: TOKEN,
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase().replaceAll('-', '_')}`, value])),
    ...environment,
  }
  const child = spawn(process.execPath, [entry], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (log += text))
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const result = { status, log, summary: readFileSync(join(folder, 'summary.md'), 'utf8'), outputs: outputsIn(join(folder, 'output')) }
  rmSync(folder, { recursive: true, force: true })
  return result
}

/** As the runner reads them: `name<<END`, lines, `END`. */
function outputsIn(path: string): Record<string, string> {
  const found = [...readFileSync(path, 'utf8').matchAll(/^(\w+)<<(.+)\n([\s\S]*?)\n\2$/gm)]
  return Object.fromEntries(found.map(([, name = '', , value = '']) => [name, value]))
}
