import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubectl } from './account-kubeconfig.ts'
import { hasPty, Pty, terminalSettings } from './pty.ts'
import { KUBECONFIG } from './server-dry-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url))
const NAMESPACE = `prompt-${randomBytes(4).toString('hex')}`
const QUESTION = /Apply this to `prompt-\w+` of `[^`]+`\? \[y\/N\] /

const SOON = { AKS_COPILOT_DEPLOY_SETTLE: '1s' }

/** The command of the shell that deploys one ConfigMap, and a folder with it. */
function deployOf(name: string): { readonly command: string; readonly folder: string } {
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } }
  const folder = temporaryFolder({ 'all.json': JSON.stringify(manifest) })
  const args = ['deploy', join(folder, 'all.json'), '-n', NAMESPACE, '--fail-on', 'never']
  return { command: [process.execPath, MAIN, ...args].join(' '), folder }
}

const isThere = (name: string): boolean =>
  kubectl(['get', 'configmap', name, '-n', NAMESPACE, '--ignore-not-found', '-o', 'name']).trim() !== ''

describe.skipIf(KUBECONFIG === undefined || !hasPty)('deploy asks on a terminal', { timeout: 120_000 }, () => {
  beforeAll(() => void kubectl(['create', 'namespace', NAMESPACE]), 60_000)
  afterAll(() => void kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']))

  it.each([
    ['y', 'y\r', 0, true],
    ['YES', ' YES \r', 0, true],
    ['n', 'n\r', 1, false],
    ['nothing', '\r', 1, false],
    ['yesterday', 'yesterday\r', 1, false],
    ['ctrl-d', '\u0004', 1, false],
    ['ctrl-c', '\u0003', 4, false],
  ])('and hears %s', async (title, keys, status, written) => {
    const name = `said-${title.toLowerCase()}`
    const pty = new Pty(`stty -a; ${deployOf(name).command}; echo "status $?"; stty -a`, SOON)
    const before = await pty.shows(QUESTION)
    expect(before).toContain(name)
    pty.type(keys)
    const after = await pty.end()
    expect(after).toMatch(new RegExp(`\\r\\nstatus ${status}\\r\\n`))
    expect(after).not.toMatch(/unsettled|^\s+at /m)
    expect(isThere(name)).toBe(written)
    expect(terminalSettings(after)).toEqual(terminalSettings(before))
    expect(terminalSettings(after)).toContain('icanon')
  })

  it('and writes nothing when the terminal is closed', async () => {
    const { command, folder } = deployOf('closed')
    const status = join(folder, 'status')
    // The shell that tells the status outlives the terminal.
    const pty = new Pty(`trap '' HUP; ${command}; echo $? > ${status}`)
    await pty.shows(QUESTION)
    pty.close()
    await expect.poll(() => existsSync(status) && readFileSync(status, 'utf8'), { timeout: 60_000 }).toMatch(/^\d+\n$/)
    // Its end of input and its signal race.
    expect(['1\n', '4\n']).toContain(readFileSync(status, 'utf8'))
    expect(isThere('closed')).toBe(false)
  })

  it.each(['echo y | %', '% < /dev/null', '% 2> /dev/null'])('and does not take `%s` for a person', async (shell) => {
    const { command } = deployOf('piped')
    const said = await new Pty(`${shell.replace('%', () => command)}; echo "status $?"`).end()
    expect(said).toContain('status 2')
    expect(said).not.toMatch(QUESTION)
    if (!shell.includes('2>')) expect(said).toContain('there is no terminal to ask on')
    expect(isThere('piped')).toBe(false)
  })
})
