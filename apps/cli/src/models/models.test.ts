import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FakeEndpoint } from '../../../../packages/models/src/test-support/fake-endpoint.ts'
import { runProgram } from '../run-program.ts'
import { withName } from './use-model.ts'

let endpoint: FakeEndpoint
let cwd: string

beforeAll(async () => {
  endpoint = await FakeEndpoint.start({ flavour: 'foundry-0' })
})
afterAll(() => endpoint.stop())
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'models-'))
})
afterEach(() => rm(cwd, { recursive: true }))

async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const [out, err] = [sink(), sink()]
  const status = await runProgram(['models', ...args], '0.0.0', {
    stdout: out.stream,
    stderr: err.stream,
    cwd,
    environment: { AKS_COPILOT_MODEL_ENDPOINT: endpoint.origin, ...environment },
  })
  return { status, out: out.text(), err: err.text() }
}

function sink(): { readonly stream: Writable; readonly text: () => string } {
  let text = ''
  const stream = new Writable({
    write: (piece: Buffer, _, done) => {
      text += piece.toString()
      done()
    },
  })
  return { stream, text: () => text }
}

describe('models', () => {
  it('lists, loads and unloads', async () => {
    expect((await run(['list'])).out).toMatch(/\* qwen2\.5-0\.5b +on disk, 862 MB\n {2}phi-4-mini-instruct-generic-cpu:5 +on disk/)
    expect((await run(['load', 'qwen2.5-0.5b'])).out).toMatch(/^qwen2\.5-0\.5b is in memory/)
    expect((await run(['status'])).out).toMatch(/state +ready\ndata +Nothing leaves this machine\./)
    expect((await run(['stop'])).out).toBe('qwen2.5-0.5b: no longer in memory.\n')
    expect([...endpoint.loaded]).toEqual([])
  })

  it('prints JSON that says the same', async () => {
    const { out } = await run(['status', '--format', 'json'])
    expect(JSON.parse(out)).toMatchObject({ provider: 'foundry-local', name: 'qwen2.5-0.5b', local: true, endpoint: endpoint.origin })
  })

  it('writes the chosen model into the file, or says what to set', async () => {
    expect((await run(['use', 'phi-4-mini-instruct-generic-cpu:5'])).out).toContain(
      'AKS_COPILOT_MODEL_NAME=phi-4-mini-instruct-generic-cpu:5',
    )
    await writeFile(join(cwd, 'aks-copilot.yaml'), '# ours\nmodel:\n  temperature: 0.2 # calm\n')
    expect((await run(['use', 'phi-4-mini-instruct-generic-cpu:5'])).status).toBe(0)
    expect(await readFile(join(cwd, 'aks-copilot.yaml'), 'utf8')).toBe(
      '# ours\nmodel:\n  name: "phi-4-mini-instruct-generic-cpu:5"\n  temperature: 0.2 # calm\n',
    )
    expect((await run(['status', '--format', 'json'])).out).toContain('"name": "phi-4-mini-instruct-generic-cpu:5"')
  })

  it('refuses an unknown model, action or setting', async () => {
    expect(await run(['use', 'phi-4-mimi-instruct-generic-cpu:5'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('Did you mean `phi-4-mini-instruct-generic-cpu:5`?') as string,
    })
    expect((await run(['lst'])).err).toContain('Did you mean `list`?')
    expect((await run(['use'])).status).toBe(2)
    expect((await run([], { AKS_COPILOT_MODEL_TEMPERATURE: '7' })).err).toContain('Give a number from 0 to 2.')
  })

  it('ends with 3 and what to run where nothing answers', async () => {
    const gone = await FakeEndpoint.start({ flavour: 'foundry-0' })
    const { origin } = gone
    await gone.stop()
    const { status, out } = await run([], { AKS_COPILOT_MODEL_ENDPOINT: origin })
    expect(status).toBe(3)
    expect(out).toMatch(/state +unreachable: .*connection refused/)
  })

  it('never prints the key', async () => {
    const outputs = await run(['status'], {
      AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible',
      AKS_COPILOT_MODEL_ENDPOINT: 'http://models.example.com/v1',
      AKS_COPILOT_MODEL_KEY: 'sk-secret-1',
    })
    expect(outputs).toMatchObject({ status: 2, err: expect.stringContaining('unencrypted') as string })
    expect(outputs.out + outputs.err).not.toContain('sk-secret-1')
  })
})

describe('the name in the file', () => {
  it.each([
    ['', 'model:\n  name: "m"\n'],
    ['check:\n  target: a # b', 'check:\n  target: a # b\nmodel:\n  name: "m"\n'],
    ['model:\n    name: old # why\nlog:\n    format: json\n', 'model:\n    name: "m" # why\nlog:\n    format: json\n'],
    ['model: # which\r\n  provider: none\r\n', 'model: # which\r\n  name: "m"\r\n  provider: none\r\n'],
    ['log:\n  name: x\nmodel:\n', 'log:\n  name: x\nmodel:\n  name: "m"\n'],
  ])('%j', (before, after) => {
    expect(withName(before, 'm')).toBe(after)
  })
})
