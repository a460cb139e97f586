import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from './ship-release.ts'

/** The image as an archive, as docker and buildah save it. */
const ARCHIVE = process.env['AKS_COPILOT_TEST_IMAGE_ARCHIVE']
const MOST_OVER_BASE = 120 * 1024 * 1024

interface Config {
  readonly config: {
    readonly User: string
    readonly Entrypoint: readonly string[]
    readonly Cmd: readonly string[]
    readonly Env: readonly string[]
    readonly Labels: Readonly<Record<string, string>>
    readonly ExposedPorts: Readonly<Record<string, unknown>>
    readonly StopSignal: string
  }
}

function part(name: string): string {
  const { status, stdout, stderr } = run('tar', ['-xOf', ARCHIVE ?? '', name])
  expect(status, stderr).toBe(0)
  return stdout
}

/** What `tar -tv` says of each file in what was laid over the base: mode, owner, size, name. */
function files(): { readonly mode: string; readonly owner: string; readonly size: number; readonly name: string }[] {
  const [{ Layers: layers } = { Layers: [] }] = JSON.parse(part('manifest.json')) as { Layers: string[] }[]
  const script = 'tar -xOf "$0" "$1" | tar -tv --numeric-owner'
  return layers.slice(1).flatMap((layer) =>
    run('bash', ['-c', script, ARCHIVE ?? '', layer])
      .stdout.split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [mode = '', owner = '', size = '0', , , ...name] = line.split(/\s+/)
        return { mode, owner, size: Number(size), name: name.join(' ') }
      }),
  )
}

describe.skipIf(ARCHIVE === undefined)('the image', () => {
  it('runs the server as nobody, without a shell, and says what it is', () => {
    const [{ Config: name } = { Config: '' }] = JSON.parse(part('manifest.json')) as { Config: string }[]
    const { config } = JSON.parse(part(name)) as Config
    expect(config.User).toBe('10001:10001')
    expect([...config.Entrypoint, ...config.Cmd]).toEqual(['node', '/app/aks-copilot.js', 'serve'])
    expect(Object.keys(config.ExposedPorts)).toEqual(['8000/tcp'])
    expect(config.StopSignal).toBe('SIGTERM')
    expect(config.Env).toContain('NODE_ENV=production')
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../apps/cli/package.json'), 'utf8')) as { version: string }
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.base.name': 'docker.io/library/node:24-bookworm-slim',
    })
  })

  it('adds the bundle and nothing else to its base, owned by root and small', () => {
    const all = files().filter(({ mode }) => mode.startsWith('-'))
    const names = all.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['app/aks-copilot.js', 'app/manifest-worker.js', 'app/web/index.html', 'app/LICENSE']))
    expect(names.filter((name) => !name.startsWith('app/'))).toEqual([])
    expect(names.filter((name) => /node_modules\/|\.npmrc$|\.(?:ts|map|key|pem)$/.test(name))).toEqual([])
    expect(all.filter(({ owner, mode }) => owner !== '0/0' || mode !== '-rw-r--r--')).toEqual([])
    const bytes = all.reduce((sum, { size }) => sum + size, 0)
    expect(bytes).toBeGreaterThan(1024 * 1024)
    expect(bytes).toBeLessThan(MOST_OVER_BASE)
  })
})
