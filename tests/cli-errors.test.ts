import { readdirSync, readFileSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../apps/cli/src/error-codes.ts'
import { runProgram } from '../apps/cli/src/run-program.ts'
import { runCli } from './run-cli.ts'
import { CLAIM, temporaryFolder } from './temporary-folder.ts'

const ROOT = new URL('../', import.meta.url)

/** Every code that the sources throw. */
function thrownCodes(): Set<string> {
  const sources = ['packages/', 'apps/'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\/src\/.*\.ts$/.test(path) && !/node_modules|\/test-support\/|\.test\.ts$|\.generated\.ts$/.test(path))
      .map((path) => readFileSync(new URL(folder + path, ROOT), 'utf8')),
  )
  const whole = sources.flatMap((text) =>
    [...text.matchAll(/(?:code: |refus(?:e|al)\(\s*)'([A-Z]+(?:_[A-Z]+)*)'/g)].map(([, code = '']) => code),
  )
  // Services of Azure fail in the same three ways.
  const prefixes = sources.flatMap((text) => [...text.matchAll(/\bprefix: '([A-Z]+(?:_[A-Z]+)*)',/g)].map(([, prefix = '']) => prefix))
  return new Set([...whole, ...prefixes.flatMap((prefix) => ['DENIED', 'REFUSED', 'UNREACHABLE'].map((end) => `${prefix}_${end}`))])
}

describe('error codes', () => {
  it('explain knows every code that is thrown, and no other', () => {
    expect(Object.keys(ERROR_CODES)).toEqual([...thrownCodes()].toSorted())
  })

  it.each(Object.keys(ERROR_CODES))('explain %s', async (code) => {
    const { status, stdout } = await runCli(['explain', code.toLowerCase()])
    expect(status).toBe(0)
    expect(stdout).toContain(ERROR_CODES[code]?.means)
    expect(stdout).toContain(ERROR_CODES[code]?.remedy)
  })
})

const FILES = {
  'k8s/a.yaml': CLAIM,
  'empty/readme.txt': 'nothing',
  'text.json': 'not JSON',
  'list.yaml': '- a\n',
  'wrong.yaml': 'check:\n  tarqet: x\n',
  'section.yaml': 'chek: {}\n',
  'value.yaml': 'check:\n  only: 7\n',
  'broken.yaml': 'check: [\n',
  'profile.yaml': 'extends: aks-standard\nname: x\ntitle: X\ninggress: {}\n',
  'orphan.yaml': 'extends: aks-premium\nname: x\n',
}

/** What a person reads; exit status, then standard error. */
async function said(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const cwd = temporaryFolder(FILES)
  const { status, stdout, stderr } = await runCli(args, { cwd, environment })
  expect(stdout).toBe('')
  return `exit ${status}\n${stderr.replaceAll(cwd, '…')}`
}

describe('what a person reads', () => {
  it('no command: the help', async () => {
    const { status, stdout, stderr } = await runCli([])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('Examples:')
  })

  it.each([
    ['unknown command', ['chekc']],
    ['unknown flag', ['check', '--taget', 'x']],
    ['flag without its value', ['check', '--target']],
    ['missing argument', ['explain']],
    ['too many arguments', ['rules', 'k3s', 'okd']],
    ['unknown format', ['check', '--format', 'jsn']],
    ['unknown format of rules', ['rules', '--format', 'jsn']],
    ['unknown severity', ['check', '--severity', 'critical']],
    ['unknown version', ['check', '--kube-version', '1.30']],
    ['a model to accept, and none named', ['fix', '--write', '--accept-model']],
    ['unknown rule', ['check', '--only', 'k3s-local-pth']],
    ['unknown rule to allow', ['fix', '--allow', 'everything']],
    ['no rule left', ['check', 'k8s', '--only', 'k3s-local-path', '--skip', 'k3s']],
    ['unknown group', ['rules', 'k3']],
    ['unknown word', ['explain', 'k3s-local-pth']],
    ['unknown code', ['explain', 'INPUT_NOT_FOND']],
    ['unknown target', ['check', '--target', 'aks-standart']],
    ['unknown source', ['check', '--source', 'k3']],
    ['missing profile', ['check', '--target', './mine.yaml']],
    ['unknown profile', ['profiles', 'aks-automatc']],
    ['profile with an unknown key', ['check', '--target', 'profile.yaml']],
    ['profile without its base', ['check', '--target', 'orphan.yaml']],
    ['profile that is a list', ['check', '--source', './list.yaml']],
    ['unknown shell', ['completion', 'bsh']],
    ['missing path', ['check', 'k8z']],
    ['glob without a match', ['check', 'k8s/*.yml']],
    ['nothing to look at', ['check', 'empty']],
    ['missing baseline', ['check', 'k8s', '--baseline', 'known.json']],
    ['broken baseline', ['check', 'k8s', '--baseline', 'text.json']],
    ['baseline without a file', ['check', 'k8s', '--update-baseline']],
    ['missing configuration', ['check', '--config', 'mine.yaml']],
    ['configuration with an unknown key', ['check', '--config', 'wrong.yaml']],
    ['configuration with an unknown section', ['check', '--config', 'section.yaml']],
    ['configuration with a wrong value', ['check', '--config', 'value.yaml']],
    ['configuration that is a list', ['check', '--config', 'list.yaml']],
    ['configuration that is broken', ['check', '--config', 'broken.yaml']],
    ['two ways to write', ['fix', '--write', '--output', 'x']],
    ['standard input in place', ['fix', '-', '--write']],
    ['two results for one stream', ['fix', '--output', '-', '--patch', '-']],
    ['a report without a stream', ['fix', 'k8s', '--output', '-', '--format', 'json']],
    ['report in a missing folder', ['check', 'k8s', '--output', 'made/up/report.txt']],
    ['report over a folder', ['check', 'k8s', '--output', 'k8s']],
    ['report below a file', ['fix', 'k8s', '--report', 'text.json']],
  ])('%s', async (_, args) => {
    expect(await said(args)).toMatchSnapshot()
  })

  it('a variable with a wrong value, and one with a wrong name', async () => {
    expect(await said(['check', 'k8s'], { AKS_COPILOT_CHECK_FAIL_ON: 'eror' })).toMatchSnapshot('value')
    expect(await said(['check', 'k8s'], { AKS_COPILOT_CHECK_TARGT: 'x' })).toMatchSnapshot('name')
  })
})

it('an internal fault exits with 4, and tells how to report it', async () => {
  const stdin = new Readable({ read: () => undefined })
  let stderr = ''
  const collect = new Writable({ write: (chunk: Buffer, _encoding, done) => done(void (stderr += chunk.toString())) })
  setTimeout(() => stdin.destroy(new TypeError('x is undefined')), 50)
  const status = await runProgram(['check', '-'], '0', { stdout: collect, stderr: collect, stdin, environment: {}, cwd: temporaryFolder() })
  expect({ status, stderr }).toMatchInlineSnapshot(`
    {
      "status": 4,
      "stderr": "error INTERNAL_FAULT Something is wrong in aks-copilot itself: x is undefined
      Every file is whole. Run again with --verbose and report what it prints.
    ",
    }
  `)
})

it('standard output that takes nothing is no internal fault', async () => {
  let stderr = ''
  const collect = new Writable({ write: (chunk: Buffer, _encoding, done) => done(void (stderr += chunk.toString())) })
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC: no space left on device')) })
  const status = await runProgram(['profiles'], '0', { stdout: full, stderr: collect, environment: {}, cwd: '/' })
  expect({ status, stderr }).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error OUTPUT_FAILED Standard output can't be written: ENOSPC: no space left on device.
      Check where it leads, and the space there.
    ",
    }
  `)
})
