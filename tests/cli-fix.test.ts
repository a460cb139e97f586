import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { checkReportSchema } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { CLAIM, FINE, temporaryFolder } from './temporary-folder.ts'

const MENDED = CLAIM.replace('local-path', 'managed-csi')

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

describe('fix', () => {
  it('proposes, prints a diff and writes nothing', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    const { status, stdout, stderr } = await runCli(['fix'], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/- +storageClassName: local-path/)
    expect(stdout).toMatch(/\+ +storageClassName: managed-csi/)
    expect(read(cwd, 'a.yaml')).toBe(CLAIM)
  })

  it('--write keeps comments and rights; a second run proposes nothing and changes nothing', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM, 'deep/fine.yaml': FINE })
    chmodSync(join(cwd, 'a.yaml'), 0o600)
    expect((await runCli(['fix', '--write'], { cwd })).status).toBe(0)
    expect(read(cwd, 'a.yaml')).toBe(MENDED)
    expect(statSync(join(cwd, 'a.yaml')).mode & 0o777).toBe(0o600)
    const { ino, mtimeMs } = statSync(join(cwd, 'a.yaml'))
    const again = await runCli(['fix', '--write', '--format', 'json'], { cwd })
    expect(checkReportSchema.parse(JSON.parse(again.stdout)).violations).toEqual([])
    expect(statSync(join(cwd, 'a.yaml'))).toMatchObject({ ino, mtimeMs })
    expect(readdirSync(cwd).toSorted()).toEqual(['a.yaml', 'deep'])
  })

  it('--output writes copies of all files, under their own paths', async () => {
    const cwd = temporaryFolder({ 'k8s/a.yaml': CLAIM, 'k8s/deep/fine.yaml': FINE })
    expect((await runCli(['fix', 'k8s', '--output', 'fixed/here'], { cwd })).status).toBe(0)
    expect(read(cwd, 'fixed/here/k8s/a.yaml')).toBe(MENDED)
    expect(read(cwd, 'fixed/here/k8s/deep/fine.yaml')).toBe(FINE)
    expect(read(cwd, 'k8s/a.yaml')).toBe(CLAIM)
  })

  it('--patch and --report write what other programs read', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    await runCli(['fix', '--patch', 'patch.json', '--report', 'made/report'], { cwd })
    const { patches } = JSON.parse(read(cwd, 'patch.json')) as { patches: { operations: unknown[] }[] }
    expect(patches[0]?.operations).toEqual([
      { op: 'test', path: '/kind', value: 'PersistentVolumeClaim' },
      { op: 'test', path: '/metadata/name', value: 'data' },
      { op: 'test', path: '/spec/storageClassName', value: 'local-path' },
      { op: 'replace', path: '/spec/storageClassName', value: 'managed-csi' },
    ])
    expect(readdirSync(join(cwd, 'made/report')).toSorted()).toEqual(['patch.json', 'report.md', 'report.sarif', 'resources.md'])
    expect(read(cwd, 'made/report/report.md')).toContain('k3s-local-path')
    expect(read(cwd, 'made/report/resources.md')).toMatch(/disk/i)
    expect(read(cwd, 'a.yaml')).toBe(CLAIM)
  })

  it('its JSON has the certificate of each fix, all gates passed', async () => {
    const { stdout } = await runCli(['fix', '-', '--format', 'json'], { stdin: CLAIM })
    const { violations, summary } = checkReportSchema.parse(JSON.parse(stdout))
    expect(summary).toMatchObject({ fixed: 1, unfixed: 0 })
    expect(violations[0]?.fix).toMatchObject({ kind: 'auto', source: 'rule', status: 'proposed' })
    expect(violations[0]?.fix.certificate?.gates.map(({ pass }) => pass)).toEqual(Array.from({ length: 8 }, () => true))
  })

  it('mends only what --only names', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    await runCli(['fix', '--write', '--only', 'k3s-metallb'], { cwd })
    expect(read(cwd, 'a.yaml')).toBe(CLAIM)
  })
})

describe('fix of standard input', () => {
  it('--output - prints the mended manifests, and a line on standard error', async () => {
    const { status, stdout, stderr } = await runCli(['fix', '-', '--output', '-'], { stdin: CLAIM })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: MENDED, stderr: '1 mended, 0 left.\n' })
  })

  it('--output - prints several files as one stream', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM, 'b.yaml': FINE.trimEnd() })
    expect((await runCli(['fix', '--output', '-', '--quiet'], { cwd })).stdout).toBe(`${MENDED}---\n${FINE}`)
  })

  it('--output FOLDER writes one file', async () => {
    const cwd = temporaryFolder()
    await runCli(['fix', '-', '--output', 'fixed'], { cwd, stdin: CLAIM })
    expect(readdirSync(join(cwd, 'fixed')).map((name) => read(cwd, `fixed/${name}`))).toEqual([MENDED])
  })
})

describe('exit status of fix', () => {
  const UNMENDABLE = `${CLAIM}---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: import\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: import\n          image: 192.168.1.20:5000/import:1.0\n`

  it.each([
    ['done, although an error is left', ['--write'], 0],
    ['an error is left, and that was asked for', ['--write', '--fail-on', 'error'], 1],
    ['nothing is left', ['--write', '--fail-on', 'error', '--skip', 'k3s-local-registry'], 0],
    ['nothing was written, so all is left', ['--fail-on', 'error', '--skip', 'k3s-local-registry'], 1],
  ])('%s', async (_, flags, status) => {
    expect((await runCli(['fix', ...flags], { cwd: temporaryFolder({ 'a.yaml': UNMENDABLE }) })).status).toBe(status)
  })
})

describe('safety of --write', () => {
  it('a link out of the folder that was named is refused, and nothing is written', async () => {
    const outside = temporaryFolder({ 'real.yaml': CLAIM })
    const cwd = temporaryFolder({ 'k8s/a.yaml': CLAIM })
    symlinkSync(join(outside, 'real.yaml'), join(cwd, 'k8s/link.yaml'))
    await runCli(['fix', 'k8s', '--write'], { cwd })
    expect(read(outside, 'real.yaml')).toBe(CLAIM)
    const named = await runCli(['fix', 'k8s/link.yaml', '--write'], { cwd })
    expect([0, 2]).toContain(named.status)
  })

  it('copies are never written over the originals', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    const { status, stderr } = await runCli(['fix', 'a.yaml', '--output', '.'], { cwd })
    expect({ status, code: /OUTPUT_REFUSED/.test(stderr), text: read(cwd, 'a.yaml') }).toEqual({ status: 2, code: true, text: CLAIM })
  })

  it('an unwritable report is told before anybody believes it was written', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    mkdirSync(join(cwd, 'folder'))
    for (const path of ['missing/patch.json', 'folder']) {
      const { status, stderr } = await runCli(['fix', '--patch', path], { cwd })
      expect({ status, code: /OUTPUT_FAILED/.test(stderr) }).toEqual({ status: 2, code: true })
    }
    expect(existsSync(join(cwd, 'missing'))).toBe(false)
  })
})
