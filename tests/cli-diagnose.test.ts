import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Diagnosis, diagnosisSchema } from '@aks-copilot/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-diagnose-'))
const recordings = fileURLToPath(new URL('../evals/recordings/', import.meta.url))
const BROKEN = join(recordings, 'cascade-of-three.json')
const HEALTHY = join(recordings, 'healthy-shop.json')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function report(...args: readonly string[]): Promise<Diagnosis> {
  const { stdout } = await runCli(['diagnose', '--format', 'json', ...args])
  return JSON.parse(stdout) as Diagnosis
}

describe('diagnose --from', () => {
  it('names the cause first, what follows, and what to run', async () => {
    const { status, stdout, stderr } = await runCli(['diagnose', '--from', BROKEN])
    expect(status).toBe(1)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^✖ Deployment ev-cascade-of-three\/db {2}since /)
    expect(stdout).toContain('leads to')
    expect(stdout).toMatch(/kubectl .* -n ev-cascade-of-three/)
    expect(stdout).toMatch(/\n1 problem, \d+ objects are not touched by it\./)
  })

  it('is what replay says', async () => {
    const [one, other] = [await runCli(['diagnose', '--from', BROKEN]), await runCli(['replay', BROKEN])]
    expect(other.stdout).toBe(one.stdout)
  })

  it('says so when nothing is wrong', async () => {
    const { status, stdout } = await runCli(['replay', HEALTHY])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Nothing is wrong\. Looked at \d+ objects/)
  })

  it('gives JSON as its schema says, the same each time', async () => {
    const first = await report('--from', BROKEN)
    expect(diagnosisSchema.safeParse(first).error).toBeUndefined()
    expect({ ...(await report('--from', BROKEN)), runId: first.runId }).toEqual(first)
    const [incident] = first.incidents
    expect(incident?.evidence.map(({ id }) => id)).toEqual(incident?.evidence.map((_, index) => `E${index + 1}`))
    expect(first.summary).toMatchObject({ incidents: 1 })
  })

  it('narrows by namespace and by time', async () => {
    expect((await report('--from', BROKEN, '-n', 'elsewhere')).incidents).toEqual([])
    expect((await report('--from', BROKEN, '--since', '5s')).incidents).toEqual([])
    expect((await report('--from', BROKEN, '-n', 'elsewhere,ev-cascade-of-three')).incidents).toHaveLength(1)
  })

  it('exits as --fail-on says', async () => {
    expect((await runCli(['replay', BROKEN, '--fail-on', 'never'])).status).toBe(0)
    expect((await runCli(['replay', BROKEN, '--fail-on', 'warning'])).status).toBe(1)
  })

  it('writes to a file, without colour', async () => {
    const file = join(folder, 'report.txt')
    const { stdout } = await runCli(['replay', BROKEN, '--output', file], { environment: { FORCE_COLOR: '1' } })
    expect(stdout).toBe('')
    expect(readFileSync(file, 'utf8')).toMatch(/^✖ Deployment/)
  })

  it('shows everything with --verbose and only causes with --quiet', async () => {
    const [all, causes] = [await runCli(['replay', BROKEN, '--verbose']), await runCli(['replay', BROKEN, '--quiet'])]
    expect(all.stdout).not.toContain('--verbose')
    expect(all.stdout.length).toBeGreaterThan(causes.stdout.length * 3)
    expect(causes.stdout).not.toContain('kubectl')
  })
})

describe('wrong use', () => {
  it.each([
    ['no such recording', ['replay', '/nowhere.json'], 2, 'INPUT_NOT_FOUND'],
    ['a recording that is none', ['replay', join(folder, 'text.json')], 2, 'RECORDING_INVALID'],
    ['a time that is none', ['replay', BROKEN, '--since', 'yesterday'], 2, '`--since yesterday` is no duration'],
    ['both -n and -A', ['diagnose', '-A', '-n', 'shop', '--from', BROKEN], 2, 'contradict'],
    ['no cluster configured', ['diagnose'], 2, 'CLUSTER_NOT_CONFIGURED'],
    ['no such context', ['diagnose', '--kubeconfig', join(folder, 'kubeconfig'), '--context', 'other'], 2, 'CONTEXT_UNKNOWN'],
    ['a cluster that does not answer', ['diagnose', '--kubeconfig', join(folder, 'kubeconfig')], 3, 'CLUSTER_UNREACHABLE'],
    ['an unknown group', ['detectors', 'pods'], 2, 'Did you mean `pod`?'],
    ['an unknown detector', ['explain', 'image-pul-failed'], 2, 'Did you mean `image-pull-failed`?'],
  ])('%s', async (_, args, wanted, said) => {
    writeFileSync(join(folder, 'text.json'), '{"hello": "world"}')
    const cluster = { name: 'gone', cluster: { server: 'https://127.0.0.1:9' } }
    const context = { name: 'gone', context: { cluster: 'gone', user: 'me' } }
    writeFileSync(
      join(folder, 'kubeconfig'),
      JSON.stringify({
        'current-context': 'gone',
        clusters: [cluster],
        contexts: [context],
        users: [{ name: 'me', user: { token: 'secret-token' } }],
      }),
    )
    const { status, stdout, stderr } = await runCli(args, { environment: { HOME: folder } })
    expect({ status, stdout }, stderr).toEqual({ status: wanted, stdout: '' })
    expect(stderr).toContain(said)
    expect(stderr).not.toContain('secret-token')
  })
})

describe('detectors', () => {
  it('lists them by group, and explains each', async () => {
    const { stdout } = await runCli(['detectors', '--format', 'json'])
    const detectors = JSON.parse(stdout) as { id: string; group: string }[]
    expect(detectors.length).toBeGreaterThan(100)
    const explained = await runCli(['explain', 'service-no-matching-pods'])
    expect(explained.stdout).toContain('No pod matches the selector of a Service')
    expect(explained.stdout).toContain('kind: Service')
  })
})
