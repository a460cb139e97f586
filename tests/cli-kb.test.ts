import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CliResult, runCli } from './run-cli.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function kb(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult & { readonly folder: string }> {
  const folder = temporaryFolder(files)
  return { ...(await runCli(['kb', ...args], { cwd: folder, environment: { HOME: folder, ...environment } })), folder }
}

describe('kb', () => {
  it('lists what there is, by kind', async () => {
    const { status, stdout } = await kb([])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Guides \(\d+\)$/m)
    expect(stdout).toContain('guide/pull-from-acr')
    const rules = JSON.parse((await kb(['list', '--kind', 'rule', '--format', 'json'])).stdout) as { kind: string }[]
    expect(rules.length).toBeGreaterThan(100)
    expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(['rule']))
  })

  it('searches by words, and says when nothing fits', async () => {
    const { status, stdout } = await kb(['search', 'volume', 'node', 'affinity', 'conflict', '--limit', '2'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^guide\/volumes-and-zones 1\.00 /)
    const found = JSON.parse((await kb(['search', 'cronjob suspended', '--format', 'json', '--limit', '3'])).stdout) as {
      vectors: string
      passages: { article: string }[]
    }
    expect(found.vectors).toBe('off')
    expect(found.passages).toHaveLength(3)
    expect(found.passages[0]?.article).toMatch(/cronjob/)
    expect((await kb(['search', 'xyzzy'])).stdout).toBe('Nothing in the knowledge base fits.\n')
    expect((await kb(['search', 'capital of france'])).stdout).toMatch(/^Nothing fits well/)
  })

  it('shows an article by its id, or by its name alone', async () => {
    expect((await kb(['show', 'guide/probes'])).stdout).toContain('Source: Kubernetes API reference')
    expect((await kb(['show', 'K3S-local-path'])).stdout).toContain('rule/k3s-local-path')
    expect((await kb(['show', 'INPUT_NOT_FOUND'])).stdout).toContain('error/input-not-found')
    const { status, stderr } = await kb(['show', 'guide/probs'])
    expect(status).toBe(2)
    expect(stderr).toContain('Did you mean `guide/probes`?')
  })

  it('takes runbooks in, and finds them at once', async () => {
    const folder = temporaryFolder({ 'reset.md': '# Reset the ledger\nOnly after the quarter end freeze.\u001B[31m' })
    const environment = { HOME: folder }
    const added = await runCli(['kb', 'add', 'reset.md'], { cwd: folder, environment })
    expect(added).toMatchObject({ status: 0, stderr: '' })
    const copy = join(folder, '.local/share/aks-copilot/runbooks/reset.md')
    expect(existsSync(copy)).toBe(true)
    const { stdout } = await runCli(['kb', 'search', 'ledger freeze'], { cwd: folder, environment })
    expect(stdout).toMatch(/^runbook\/reset /)
    expect(stdout).not.toContain('\u001B')
    const again = await runCli(['kb', 'add', 'reset.md'], { cwd: folder, environment })
    expect(again.status).toBe(2)
    expect(again.stderr).toContain('RUNBOOK_REFUSED')
    expect((await runCli(['kb', 'add', 'reset.md', '--force'], { cwd: folder, environment })).status).toBe(0)
  })

  it('takes the folder from flag and file', async () => {
    const files = { 'aks-copilot.yaml': 'knowledge:\n  runbooks: ours\n', 'ours/a.md': '# Aardvark', 'theirs/b.md': '# Badger' }
    expect((await kb(['list', '--kind', 'runbook'], files)).stdout).toContain('Aardvark')
    expect((await kb(['list', '--kind', 'runbook', '--runbooks', 'theirs'], files)).stdout).toContain('Badger')
    const { folder, status } = await kb(['add', 'x.md'], { ...files, 'x.md': '# X' })
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'ours/x.md'), 'utf8')).toBe('# X')
  })

  it.each([
    [['serch', 'x'], 'Did you mean `search`?'],
    [['search'], 'needs words'],
    [['show'], 'needs the id'],
    [['add'], 'needs files'],
    [['search', 'x', '--limit', '0'], 'from 1 to 50'],
    [['list', 'x'], 'kb search'],
  ])('refuses %j', async (args, words) => {
    const { status, stderr } = await kb(args)
    expect(status).toBe(2)
    expect(stderr).toContain(words)
  })

  it('uses a configured endpoint for embeddings, keeps the vectors, and goes on by words when it fails', async () => {
    let asked = 0
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        asked++
        const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { input: string[] }
        response.end(
          JSON.stringify({
            data: input.map((text, index) => ({ index, embedding: [0.1, /boiling|CrashLoopBackOff - /.test(text) ? 1 : 0] })),
          }),
        )
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    const folder = temporaryFolder()
    const environment = {
      HOME: folder,
      AKS_COPILOT_KNOWLEDGE_EMBEDDING_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      AKS_COPILOT_KNOWLEDGE_EMBEDDING_MODEL: 'm',
    }
    const search = async (): Promise<{ vectors: string; message?: string; passages: { article: string }[] }> =>
      JSON.parse((await runCli(['kb', 'search', 'boiling over', '--format', 'json'], { cwd: folder, environment })).stdout) as never
    const first = await search()
    expect(first).toMatchObject({ vectors: 'ready' })
    expect(first.passages[0]?.article).toBe('guide/crash-loop')
    const before = asked
    expect((await search()).passages[0]?.article).toBe('guide/crash-loop')
    expect(asked - before, 'only the question').toBe(1)
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    expect(await search()).toMatchObject({ vectors: 'failed', message: expect.stringContaining('ECONNREFUSED') as string })
  })
})
