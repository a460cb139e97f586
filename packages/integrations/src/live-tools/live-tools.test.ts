import { judgeToolCall } from '@aks-copilot/remediation'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLiveTools, type LiveToolsOptions } from './live-tools.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aks-copilot-live-tools-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program in place of kubectl. */
function program(name: string, script: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

function tools(kubectl: string, options: Partial<LiveToolsOptions> = {}) {
  return createLiveTools({
    judge: (call) => judgeToolCall(call, { namespaces: ['shop'] }),
    environment: { PATH: process.env['PATH'], HOME: folder, GITHUB_TOKEN: 'ghs_planted', AKS_COPILOT_LLM_KEY: 'planted' },
    programs: { kubectl },
    ...options,
  })
}

const PODS = { tool: 'kubectl', args: ['get', 'pods'] } as const

describe('a program for a model', () => {
  it('gets the arguments as they were judged, each as one, and the context of the run', async () => {
    const path = program('arguments', String.raw`printf '%s\n' "$@"`)
    const { ok, text } = await tools(path, { context: 'shop' }).run({ tool: 'kubectl', args: ['get', 'pods', '-l', 'app in (a, b)'] })
    expect([ok, text.split('\n')]).toEqual([true, ['get', 'pods', '--namespace=shop', '--selector=app in (a, b)', '--context=shop', '']])
  })

  it('gets nothing of the environment but what it needs', async () => {
    const { text } = await tools(program('environment', 'env'), { kubeconfig: '/etc/kube' }).run(PODS)
    expect(text).not.toContain('planted')
    const names = text
      .split('\n')
      .map((line) => line.split('=')[0] ?? '')
      .filter((name) => !['', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))
    expect(names.toSorted()).toEqual(['HOME', 'KUBECONFIG', 'KUBECTL_KUBERC', 'KUBERC', 'LC_ALL', 'NO_COLOR', 'PATH'])
    expect(text).toContain('KUBECONFIG=/etc/kube')
  })

  it('is not run where the call is refused', async () => {
    const trace = join(folder, 'ran')
    const result = await tools(program('trace', `touch ${trace}`)).run({ tool: 'kubectl', args: ['get', 'secrets'] })
    expect(result).toEqual({ ok: false, text: 'not run: "secrets" is nothing that may be shown', truncated: false })
    expect(existsSync(trace)).toBe(false)
  })

  it('has its secrets masked, on both streams', async () => {
    const { ok, text } = await tools(
      program('secrets', 'echo "DB_PASSWORD:  hunter2"; echo "url postgres://shop:hunter2@db/shop" >&2; exit 1'),
    ).run(PODS)
    expect(ok).toBe(false)
    expect(text).not.toContain('hunter2')
    expect(text).toContain('DB_PASSWORD')
  })

  it('has masked what az and kubectl print of keys and logins', async () => {
    const key = Buffer.from('-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIEjVmS1oq3vTb9cRn4kWd6yHs8f\n').toString('base64')
    const planted = ['pD7kXe2rYq9tUf4bLw6nZh1mOa8cVs3g', 'q2Zx8VbT5nLr0WcYk7PdEsq2Zx8VbT5nLr0WcYk7PdE', 'lG7cSx3vMh1qYe9tBz5kNr8w']
    const [sig = '', account = '', token = ''] = planted
    const said = [
      `https://shop.blob.core.windows.net/c?sv=2024-11-04&sig=${sig}%3D&se=2027`,
      `"connectionString": "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${account}="`,
      `"primaryKey": "${account}="`,
      `    client-key-data: ${key}`,
      `    token: ${token}`,
      `"accessToken": "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0xMjM0.${token}"`,
    ]
    writeFileSync(join(folder, 'said'), said.join('\n'))
    const { text } = await tools(program('keys', `cat ${join(folder, 'said')}; cat ${join(folder, 'said')} >&2`)).run(PODS)
    for (const secret of [...planted, key]) expect(text).not.toContain(secret.slice(0, 10))
    expect(text).toContain('AccountName=shop')
    expect(text).toContain('client-key-data: ***')
  })

  it('is ended where it writes too much, and no half line is shown', async () => {
    const path = program('endless', 'while true; do echo "token=abcdefghijklmnop"; done')
    const { ok, text, truncated } = await tools(path, { mostBytes: 1000 }).run(PODS)
    expect([ok, truncated]).toEqual([false, true])
    expect(text.length).toBeLessThan(1000)
    expect(new Set(text.trimEnd().split('\n'))).toEqual(new Set(['token=***']))
  })

  it('is ended with what it started where it takes too long', async () => {
    const pidFile = join(folder, 'pid')
    const path = program('slow', `sleep 60 & echo $! > ${pidFile}; echo begun; wait`)
    const { ok, text } = await tools(path, { timeout: 400 }).run(PODS)
    expect([ok, text]).toEqual([false, 'begun\n(ended after 0.4 s)'])
    expect(await isGone(pidFile)).toBe(true)
  })

  it('is ended with what it started where the run is', async () => {
    const pidFile = join(folder, 'pid-of-aborted')
    const path = program('aborted', `sleep 60 & echo $! > ${pidFile}; wait`)
    const end = new AbortController()
    const run = tools(path).run(PODS, end.signal)
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await wait(20)
    end.abort(new Error('stopped'))
    await expect(run).rejects.toThrow('stopped')
    expect(await isGone(pidFile)).toBe(true)
  })

  it('is not waited for where what it started left its group', async () => {
    const pidFile = join(folder, 'pid-of-daemon')
    const path = program('daemon', `setsid sh -c 'echo $$ > ${pidFile}; exec sleep 30' & sleep 30`)
    const begun = Date.now()
    expect(await tools(path, { timeout: 600 }).run(PODS)).toMatchObject({ ok: false, text: '(ended after 0.6 s)' })
    expect(Date.now() - begun).toBeLessThan(15_000)
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL')
  })

  it('need not be there', async () => {
    expect(await tools(join(folder, 'nothing')).run(PODS)).toEqual({
      ok: false,
      missing: true,
      text: `${folder}/nothing is not on this machine`,
      truncated: false,
    })
  })
})

async function isGone(pidFile: string): Promise<boolean> {
  const pid = Number(readFileSync(pidFile, 'utf8'))
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      if (readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] === 'Z') return true
    } catch {
      return true
    }
    await wait(20)
  }
  return false
}

describe.skipIf(process.env['KUBECONFIG'] === undefined)('the real kubectl on the real cluster', () => {
  const namespace = `live-tools-${process.pid}`
  const kubectl = (...args: readonly string[]): string => execFileSync('kubectl', args, { encoding: 'utf8' })
  const real = createLiveTools({ judge: (call) => judgeToolCall(call, { namespaces: [namespace] }), environment: process.env })

  beforeAll(async () => {
    kubectl('create', 'namespace', namespace)
    kubectl('create', 'deployment', 'web', '--image=busybox:1.36', '-n', namespace, '--', 'sh', '-c', 'echo started; sleep 600')
    kubectl('set', 'env', 'deployment/web', 'DB_PASSWORD=hunter2', '-n', namespace)
    while (!kubectl('logs', 'deployment/web', '-n', namespace, '--ignore-errors').includes('started')) await wait(300)
  }, 60_000)
  afterAll(() => kubectl('delete', 'namespace', namespace, '--wait=false'))

  it.each([
    [['get', 'pods'], /web-/],
    [['get', 'all'], /deployment\.apps\/web/],
    [['get', 'nodes', '-o', 'wide'], /node-1/],
    [['describe', 'deployment/web'], /DB_PASSWORD/],
    [['events', '--for=deployment/web'], /Scaled/],
    [['logs', 'deploy/web', '--tail=5'], /started/],
    [['rollout', 'status', 'deployment/web'], /web/],
    [['rollout', 'history', 'deployment/web'], /REVISION/],
    [['auth', 'can-i', '--list'], /Resources/],
    [['auth', 'can-i', 'create', 'pods'], /yes/],
    [['explain', 'pod.spec.containers'], /FIELDS?/],
    [['api-resources', '--api-group=apps'], /deployments/],
  ])('%s', async (args, expected) => {
    const { ok, text } = await real.run({ tool: 'kubectl', args })
    expect(text).toMatch(expected)
    expect(text).not.toContain('hunter2')
    expect(ok).toBe(true)
  })
})
