import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CLAIM, temporaryFolder } from './temporary-folder.ts'

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))

function hasShell(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0
}

function inShell(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('bash', ['-o', 'pipefail', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, MAIN, EXAMPLES },
  })
}

describe('as a program', { timeout: 60_000 }, () => {
  it('--version', () => {
    expect(execFileSync(process.execPath, [MAIN, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.skipIf(!hasShell('bash'))('a reader that goes away is no error', () => {
    const { stderr, stdout } = inShell('"$NODE" "$MAIN" check "$EXAMPLES" --verbose | head -n 1')
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toHaveLength(2)
    const json = inShell('"$NODE" "$MAIN" fix "$EXAMPLES/shop" --format json | head -c 10; echo "${PIPESTATUS[0]}"')
    expect(json).toMatchObject({ stderr: '', stdout: expect.stringMatching(/0\n$/) })
  })

  it('a slow reader gets all of it', () => {
    const whole = inShell('"$NODE" "$MAIN" fix "$EXAMPLES" --format json | (sleep 1; cat)').stdout
    expect(() => JSON.parse(whole) as unknown).not.toThrow()
  })

  it('Ctrl-C while it waits for standard input: a clear line, exit 4', async () => {
    const child = spawn(process.execPath, [MAIN, 'check', '-'], { stdio: ['pipe', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdin.write('apiVersion: v1\n')
    setTimeout(() => child.kill('SIGINT'), 1500)
    const status = await new Promise((resolve) => child.on('close', resolve))
    expect({ status, stderr }).toEqual({
      status: 4,
      stderr: 'error INTERRUPTED Stopped before the end.\n  Every file is whole; run the command again.\n',
    })
  })

  it('stopped at any moment, --write leaves every file whole: the old one or the new one', async () => {
    const text = Array.from({ length: 20 }, (_, index) => CLAIM.replace('name: data', `name: data-${index}`)).join('---\n')
    const mended = text.replaceAll('local-path', 'managed-csi')
    const names = Array.from({ length: 12 }, (_, index) => `${index}.yaml`)
    for (const delay of [250, 400, 550, 700, 850, 1000]) {
      const cwd = temporaryFolder(Object.fromEntries(names.map((name, index) => [name, text.replaceAll('data-', `data-${index}-`)])))
      const child = spawn(process.execPath, [MAIN, 'fix', '--write', '--quiet'], { cwd, stdio: 'ignore' })
      setTimeout(() => child.kill('SIGINT'), delay)
      await new Promise((resolve) => child.on('close', resolve))
      expect(readdirSync(cwd).filter((name) => !names.includes(name))).toEqual([])
      for (const [index, name] of names.entries()) {
        const both = [text, mended].map((one) => one.replaceAll('data-', `data-${index}-`))
        expect(both).toContain(readFileSync(join(cwd, name), 'utf8'))
      }
    }
  })
})

describe('completion', { timeout: 60_000 }, () => {
  const complete = (line: string): string[] => {
    const script = `source <("$NODE" "$MAIN" completion bash); COMP_WORDS=(${line}); [[ "$1" == space ]] && COMP_WORDS+=(""); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _aks_copilot; printf '%s\\n' "\${COMPREPLY[@]}"`
    return inShell(script).stdout.trim().split('\n')
  }

  it.skipIf(!hasShell('bash'))('bash completes commands, flags, choices and rules', () => {
    expect(complete('aks-copilot chec')).toEqual(['check'])
    expect(complete('aks-copilot check --fa')).toEqual(['--fail-on'])
    expect(complete('aks-copilot check --fail-on w')).toEqual(['warning'])
    expect(complete('aks-copilot check --target aks-a')).toEqual(['aks-automatic'])
    expect(complete('aks-copilot explain k3s-local-pat')).toEqual(['k3s-local-path'])
    expect(complete('aks-copilot completion z')).toEqual(['zsh'])
  })

  it.each(['zsh', 'fish'])('%s accepts its script', (shell) => {
    const script = execFileSync(process.execPath, [MAIN, 'completion', shell], { encoding: 'utf8' })
    expect(script).toContain('aks-copilot')
    // Where the shell is not there, `true` stands in for it.
    expect(spawnSync(hasShell(shell) ? shell : 'true', ['-n'], { input: script }).status).toBe(0)
  })
})
