import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLAIM } from './temporary-folder.ts'

const PACKAGE = fileURLToPath(new URL('../apps/cli', import.meta.url))
/** What the licences of the bundled packages ask for. */
const LICENCES = ['dist/THIRD-PARTY-LICENSES.txt', 'dist/THIRD-PARTY-LICENSES-of-the-page.txt']
const MOST_BYTES = 15 * 1024 * 1024

/** The oldest Node.js that must do, where one is at hand. */
const OLD_NODE = process.env['AKS_COPILOT_OLD_NODE']

interface Packed {
  readonly filename: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-package-'))
const bin = join(folder, 'empty/node_modules/aks-copilot/dist/aks-copilot.js')
let packed: Packed

/** npm answers a list, or since version 12 a map by package. */
function pack(): Packed {
  const answer = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: PACKAGE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).replace(/^[^[{]*/, ''),
  ) as Packed[] | Record<string, Packed>
  const [first] = Object.values(answer)
  if (first === undefined) throw new Error('npm pack made nothing')
  return first
}

beforeAll(() => {
  packed = pack()
  const empty = join(folder, 'empty')
  cpSync(fileURLToPath(new URL('../examples/shop/k3s', import.meta.url)), join(empty, 'k8s'), { recursive: true })
  writeFileSync(join(empty, 'package.json'), '{ "name": "newcomer", "private": true }')
  execFileSync('npm', ['install', '--offline', '--omit=dev', '--no-audit', '--no-fund', join(folder, packed.filename)], {
    cwd: empty,
    stdio: 'ignore',
  })
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function sizeOf(path: string): number {
  const stats = statSync(path)
  return stats.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stats.size
}

describe('the package', () => {
  it('brings what it needs and nothing else', () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/aks-copilot.js', ...LICENCES]))
    expect(
      paths.filter(
        (path) =>
          !/^(LICENSE|README\.md|package\.json|dist\/[\w./-]+\.js|dist\/THIRD-PARTY-LICENSES(-of-the-page)?\.txt|dist\/web\/(index\.html|icon\.svg|assets\/[\w.-]+\.(css|js|woff2))(\.br|\.gz)?|dist\/web\/[\w-]+\.js\.(br|gz))$/.test(
            path,
          ),
      ),
    ).toEqual([])
    const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as Record<string, unknown>
    expect(manifest['dependencies']).toBeUndefined()
    expect(readdirSync(join(folder, 'empty/node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['aks-copilot'])
  })

  it('is small', () => {
    expect(packed.unpackedSize).toBeLessThan(MOST_BYTES)
    expect(sizeOf(join(folder, 'empty/node_modules/aks-copilot'))).toBeLessThan(MOST_BYTES)
  })
})

describe.each([
  ['this Node.js', process.execPath],
  ['Node.js 22.18', OLD_NODE],
])('installed into an empty folder, with %s', { timeout: 60_000 }, (_, node) => {
  const run = (...args: string[]) => {
    const env = { PATH: [dirname(node ?? ''), process.env['PATH']].join(delimiter), HOME: process.env['HOME'] }
    return spawnSync(node ?? '', [bin, ...args], {
      cwd: join(folder, 'empty'),
      encoding: 'utf8',
      env,
      input: CLAIM,
      maxBuffer: 64 * 1024 * 1024,
    })
  }

  it.skipIf(node === undefined)('--version, --help', () => {
    const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' })
    expect(run('--help').stdout).toContain('Examples:')
    const viaLink = spawnSync(join(folder, 'empty/node_modules/.bin/aks-copilot'), ['--version'], {
      encoding: 'utf8',
      env: { PATH: [dirname(node ?? ''), process.env['PATH']].join(delimiter) },
    })
    expect(viaLink.stdout).toBe(`${version}\n`)
  })

  it.skipIf(node === undefined).each(['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github'])(
    'check and fix --format %s',
    (format) => {
      for (const command of ['check', 'fix']) {
        const { status, stdout, stderr } = run(command, 'k8s', '--format', format)
        expect({ status, stderr }).toEqual({ status: command === 'check' ? 1 : 0, stderr: '' })
        expect(stdout).toContain('k3s-')
      }
    },
  )

  it.skipIf(node === undefined)('fix, explain, rules, profiles, completion, a profile file', () => {
    expect(run('fix', '-', '--output', '-').stdout).toBe(CLAIM.replace('local-path', 'managed-csi'))
    expect(run('explain', 'k3s-local-path').stdout).toContain('managed-csi')
    expect(run('rules').stdout).toContain('okd-route')
    expect(run('completion', 'bash').status).toBe(0)
    writeFileSync(join(folder, 'empty/my-aks.yaml'), run('profiles', 'aks-standard').stdout)
    expect(run('check', '-', '--target', 'my-aks.yaml')).toMatchObject({ status: 1, stderr: '' })
    expect(run('fix', 'k8s', '--output', 'fixed', '--report', 'report', '--patch', 'patch.json')).toMatchObject({ status: 0, stderr: '' })
  })
})
