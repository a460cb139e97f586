import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { checkReportSchema } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { CLAIM, FINE, temporaryFolder } from './temporary-folder.ts'

/** Terminal code: to the start of the line, and nothing on it. */
const CLEAR = String.raw`\r\x1B\[2K`

const WARNING = CLAIM.replace("local-path # on the node's own disk", 'managed-csi').replace('# what the shop keeps\n', '').concat(`---
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    metallb.universe.tf/address-pool: lan
spec:
  type: LoadBalancer
  selector: { app: web }
  ports: [{ port: 80 }]
`)

async function reportOf(args: readonly string[], options: Parameters<typeof runCli>[1]) {
  const { stdout } = await runCli([...args, '--format', 'json'], options)
  return checkReportSchema.parse(JSON.parse(stdout))
}

function ruleIds(report: Awaited<ReturnType<typeof reportOf>>): string[] {
  return report.violations.map(({ ruleId }) => ruleId)
}

describe('exit status of check', () => {
  it.each([
    ['nothing found', FINE, [], 0],
    ['nothing that could be read', 'a: [1,\n', [], 2],
    ['nothing that could be read, whatever fails', 'a: [1,\n', ['--fail-on', 'never'], 2],
    ['an error', CLAIM, [], 1],
    ['an error, which is not to fail', CLAIM, ['--fail-on', 'never'], 0],
    ['warnings only', WARNING, ['--only', 'k3s-metallb'], 0],
    ['warnings, which are to fail', WARNING, ['--only', 'k3s-metallb', '--fail-on', 'warning'], 1],
    ['warnings, which are not shown and fail', WARNING, ['--only', 'k3s-metallb', '--fail-on', 'warning', '--severity', 'error'], 1],
    ['errors hidden by nothing', CLAIM, ['--severity', 'error', '--fail-on', 'error'], 1],
  ])('%s', async (_, text, flags, status) => {
    const result = await runCli(['check', ...flags], { cwd: temporaryFolder({ 'a.yaml': text }) })
    expect(result).toMatchObject({ status })
  })

  it('says so when what fails is not shown', async () => {
    const { stderr } = await runCli(['check', '--only', 'k3s-metallb', '--fail-on', 'warning', '--severity', 'error'], {
      cwd: temporaryFolder({ 'a.yaml': WARNING }),
    })
    expect(stderr).toMatch(/^\d+ violations? below error are not shown, and count for --fail-on\.\n$/)
  })
})

describe('what is looked at', () => {
  it('files, folders, globs, standard input', async () => {
    const cwd = temporaryFolder({
      'a.yaml': CLAIM,
      'deep/b.yaml': CLAIM.replace('name: data', 'name: more'),
      'deep/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
    })
    const objects = async (...paths: string[]): Promise<number> =>
      (await reportOf(['check', ...paths], { cwd, stdin: CLAIM })).summary.objects
    expect(await objects()).toBe(3)
    expect(await objects('deep')).toBe(2)
    expect(await objects('**/*.yaml')).toBe(2)
    expect(await objects('a.yaml', 'deep/c.json')).toBe(2)
    expect(await objects('-')).toBe(1)
  })

  it('names standard input and the exact place', async () => {
    const { violations } = await reportOf(['check', '-'], { stdin: CLAIM })
    expect(violations[0]).toMatchObject({
      ruleId: 'k3s-local-path',
      file: '-',
      line: 8,
      column: 21,
      endLine: 8,
      endColumn: 31,
      path: '/spec/storageClassName',
    })
  })

  it("what can't be read is in `skipped`, and the rest is checked", async () => {
    const report = await reportOf(['check'], {
      cwd: temporaryFolder({ 'a.yaml': CLAIM, 'broken.yaml': 'a: [1,\n', 'image.yaml': '\u0000\u0001' }),
    })
    expect(report.skipped.map(({ what }) => what).toSorted()).toEqual(['broken.yaml', 'image.yaml'])
    expect(ruleIds(report)).toContain('k3s-local-path')
  })

  it('broken YAML beside good manifests is no success', async () => {
    const cwd = temporaryFolder({ 'a.yaml': WARNING, 'broken.yaml': 'a: [1,\n', 'image.yaml': '\u0000\u0001' })
    expect((await runCli(['check'], { cwd })).status).toBe(2)
    expect((await runCli(['check', '--fail-on', 'never'], { cwd })).status).toBe(0)
    expect((await runCli(['check', 'a.yaml', 'image.yaml'], { cwd })).status).toBe(0)
  })
})

describe('which rules look', () => {
  const cwd = (): string => temporaryFolder({ 'a.yaml': WARNING, 'k3s/b.yaml': CLAIM })

  it.each([
    [['--only', 'k3s-metallb,k3s-local-path', '.']],
    [['--only', 'k3s-metallb', '--only', 'k3s-local-path', '.']],
    [['--only', 'k3s-metallb', 'k3s-local-path', '.']],
    [['.', '--only', 'k3s-metallb', 'k3s-local-path']],
    [['--only=k3s-metallb,k3s-local-path', '.']],
  ])('several rules, and paths after them: %s', async (args) => {
    expect(new Set(ruleIds(await reportOf(['check', ...args], { cwd: cwd() })))).toEqual(new Set(['k3s-metallb', 'k3s-local-path']))
  })

  it('a file or folder with the name of a group is a path, except directly after the flag', async () => {
    const { violations, summary } = await reportOf(['check', '--only', 'k3s-local-path', 'k3s'], { cwd: cwd() })
    expect(violations.map(({ ruleId, file }) => `${ruleId} ${file}`)).toEqual(['k3s-local-path k3s/b.yaml'])
    expect(summary.objects).toBe(1)
    expect((await reportOf(['check', '--only', 'k3s'], { cwd: cwd() })).summary.objects).toBe(3)
  })

  it('a group, and all but some', async () => {
    const all = ruleIds(await reportOf(['check', '--only', 'k3s'], { cwd: cwd() }))
    expect(all.every((id) => id.startsWith('k3s-'))).toBe(true)
    expect(ruleIds(await reportOf(['check', '--only', 'k3s', '--skip', 'k3s-metallb'], { cwd: cwd() }))).toEqual(
      all.filter((id) => id !== 'k3s-metallb'),
    )
  })
})

describe('suppressions', () => {
  it('a comment with a reason', async () => {
    const text = CLAIM.replace('  storageClassName', '  # aks-copilot-ignore k3s-local-path: the class is made by hand\n  storageClassName')
    const report = await reportOf(['check'], { cwd: temporaryFolder({ 'a.yaml': text }) })
    expect(ruleIds(report)).not.toContain('k3s-local-path')
    expect(report.suppressed).toMatchObject([{ ruleId: 'k3s-local-path', by: 'comment', reason: 'the class is made by hand' }])
  })

  it('an annotation with a reason', async () => {
    const text = CLAIM.replace(
      '  name: data',
      '  name: data\n  annotations:\n    aks-copilot.dev/ignore: "k3s-local-path: the class is made by hand"',
    )
    const report = await reportOf(['check'], { cwd: temporaryFolder({ 'a.yaml': text }) })
    expect(report.suppressed).toMatchObject([{ ruleId: 'k3s-local-path', by: 'annotation' }])
  })

  it('one without a reason suppresses nothing, and the report says so', async () => {
    const report = await reportOf(['check'], {
      cwd: temporaryFolder({ 'a.yaml': CLAIM.replace(/# on the node.*/, '# aks-copilot-ignore k3s-local-path') }),
    })
    expect(ruleIds(report)).toContain('k3s-local-path')
    expect(report.skipped.map(({ why }) => why).join()).toContain('reason')
  })
})

describe('baseline', () => {
  it('what is known no longer counts, what is new does', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    const made = await runCli(['check', '--baseline', 'known.json', '--update-baseline'], { cwd })
    expect(made).toMatchObject({ status: 0, stdout: '' })
    expect(made.stderr).toMatch(/^\d+ violations are now the baseline known\.json\.\n$/)
    expect((await runCli(['check', 'a.yaml', '--baseline', 'known.json'], { cwd })).status).toBe(0)
    const more = temporaryFolder({
      'a.yaml': `${CLAIM}---\n${CLAIM.replace('name: data', 'name: more')}`,
      'known.json': readFileSync(join(cwd, 'known.json'), 'utf8'),
    })
    const report = await reportOf(['check', 'a.yaml', '--baseline', 'known.json'], { cwd: more })
    expect(report.violations.map(({ object }) => object.name)).toEqual(['more'])
    expect(report.suppressed[0]).toMatchObject({ by: 'baseline' })
  })
})

describe('configuration', () => {
  const FILES = {
    'aks-copilot.yaml': 'check:\n  failOn: never\n  target: profiles/my-aks.yaml\n  baseline: known.json\n',
    'profiles/my-aks.yaml': 'extends: aks-standard\nname: my-aks\ntitle: My AKS\nstorage: { disk: my-disks }\n',
    'known.json': '{ "schemaVersion": 1, "violations": [] }',
    'team/shop/a.yaml': CLAIM,
  }

  it('is searched upward, and its paths are relative to it', async () => {
    const report = await reportOf(['check'], { cwd: join(temporaryFolder(FILES), 'team/shop') })
    expect(report.target).toBe('my-aks')
    expect(report.violations[0]?.fix.operations).toContainEqual({ op: 'replace', path: '/spec/storageClassName', value: 'my-disks' })
  })

  it('flag before environment before file before default', async () => {
    const cwd = join(temporaryFolder(FILES), 'team/shop')
    const target = async (flags: string[], environment: Record<string, string>): Promise<string> =>
      (await reportOf(['check', ...flags], { cwd, environment })).target
    const environment = { AKS_COPILOT_CHECK_TARGET: 'aks-automatic' }
    expect(await target(['--target', 'aks-standard'], environment)).toBe('aks-standard')
    expect(await target([], environment)).toBe('aks-automatic')
    expect(await target([], {})).toBe('my-aks')
    expect((await runCli(['check'], { cwd, environment: { AKS_COPILOT_CHECK_FAIL_ON: 'error' } })).status).toBe(1)
    expect((await runCli(['check'], { cwd })).status).toBe(0)
  })

  it('doctor --config FILE prints that file with the line of each value, and tries it', async () => {
    const cwd = temporaryFolder({ 'other.yaml': '# of a friend\nmodel:\n  provider: embedded\n\n  temperature: 9\n  file: x.gguf\n' })
    const { stdout, status } = await runCli(['doctor', '--config', 'other.yaml'], { cwd, environment: { KUBECONFIG: join(cwd, 'none') } })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^model\.temperature +"9" +\S+other\.yaml:5 \(model\.temperature\)$/m)
    expect(stdout).toMatch(/^✖ model +model\.temperature is `9`\.$/m)
    const wrong = temporaryFolder({ 'wrong.yaml': 'check:\n  target: aks-automatic\n  failOn: eror\n' })
    const refused = await runCli(['doctor', '--config', 'wrong.yaml'], { cwd: wrong })
    expect(refused).toMatchObject({ status: 2, stdout: '' })
    expect(refused.stderr).toContain('wrong.yaml:3 (check.failOn): `eror` is not one of error, warning, info, never.')
  }, 60_000)

  it('doctor --config prints each value with its origin, and no password', async () => {
    const folder = temporaryFolder(FILES)
    const environment = { AKS_COPILOT_CHECK_SKIP: 'k3s, okd', AKS_COPILOT_CLUSTER_CONTEXT: 'https://me:secret@host' }
    const { stdout, status } = await runCli(['doctor', '--config'], { cwd: join(folder, 'team'), environment })
    expect(status).toBe(0)
    expect(stdout.replaceAll(folder, '…').replaceAll(/ {2,}/g, '  ')).toMatchInlineSnapshot(`
      "File: …/aks-copilot.yaml

      check.source  "auto"  default
      check.target  "profiles/my-aks.yaml"  …/aks-copilot.yaml:3 (check.target)
      check.kubeVersion  not set  default
      check.only  []  default
      check.skip  ["k3s","okd"]  environment AKS_COPILOT_CHECK_SKIP
      check.allow  []  default
      check.severity  "info"  default
      check.failOn  "never"  …/aks-copilot.yaml:2 (check.failOn), counts for no command that writes: nobody named that file
      check.baseline  "known.json"  …/aks-copilot.yaml:4 (check.baseline), counts for no command that writes: nobody named that file
      check.format  "text"  default
      cluster.context  "https://me:***@host"  environment AKS_COPILOT_CLUSTER_CONTEXT
      cluster.namespaces  []  default
      cluster.kubeconfig  not set  default
      model.provider  "foundry-local"  default
      model.name  "qwen2.5-0.5b"  default
      model.endpoint  not set  default
      model.file  not set  default
      model.library  not set  default
      model.keyFile  not set  default
      model.pseudonyms  "on"  default
      model.runbooks  "no"  default
      model.trustPrivate  "no"  default
      model.contextTokens  "4096"  default
      model.maxTokens  "2048"  default
      model.temperature  "0.7"  default
      server.url  not set  default
      server.plainHttp  "no"  default
      server.host  "127.0.0.1"  default
      server.port  "8000"  default
      server.allowedHosts  []  default
      server.tokenFile  not set  default
      server.repair  "off"  default
      server.hookSecretFile  not set  default
      knowledge.runbooks  not set  default
      knowledge.embeddingEndpoint  not set  default
      knowledge.embeddingModel  not set  default
      knowledge.blob  not set  default
      knowledge.searchEndpoint  not set  default
      knowledge.searchIndex  "aks-copilot"  default
      argocd.namespace  "argocd"  default
      argocd.applicationNamespaces  []  default
      argocd.server  not set  default
      github.api  not set  default
      github.appId  not set  default
      github.installationId  not set  default
      github.keyFile  not set  default
      github.tokenFile  not set  default
      repair.mode  "propose"  default
      repair.repository  not set  default
      repair.holder  not set  default
      repair.instance  not set  default
      repair.namespaces  []  default
      repair.kinds  []  default
      repair.paths  []  default
      repair.attempts  "3"  default
      repair.minutes  "1440"  default
      repair.healthyMinutes  "10"  default
      repair.settleSeconds  "30"  default
      repair.files  "3"  default
      repair.characters  "2000"  default
      repair.memoryMost  not set  default
      repair.memoryFactor  "2"  default
      repair.model  "no"  default
      repair.tools  "no"  default
      repair.azureSubscription  not set  default
      repair.azureResourceGroup  not set  default
      repair.azureCluster  not set  default
      repair.azureRegistries  []  default
      repair.keyFile  not set  default
      repair.audit  not set  default
      deploy.kinds  []  default
      deploy.timeout  "5m"  default
      deploy.settle  "10s"  default
      slack.channel  not set  default
      slack.tokenFile  not set  default
      slack.api  not set  default
      keyVault.url  not set  default
      log.format  "text"  default
      "
    `)
  })

  it('a profile of the team maps the registry', async () => {
    const job =
      'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: import\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: import\n          image: 192.168.1.20:5000/import:1.0\n'
    const cwd = temporaryFolder({
      'a.yaml': job,
      'my-aks.yaml': 'extends: aks-standard\nname: my-aks\ntitle: My AKS\nregistries: { map: { "192.168.1.20:5000": shop.azurecr.io } }\n',
    })
    await runCli(['fix', 'a.yaml', '--write', '--source', 'k3s', '--target', 'my-aks.yaml', '--only', 'k3s-local-registry'], { cwd })
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(job.replace('192.168.1.20:5000', 'shop.azurecr.io'))
  })
})

describe('output', () => {
  it.each(['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github'])(
    '--format %s goes to standard output, and to a file',
    async (format) => {
      const cwd = temporaryFolder({ 'a.yaml': CLAIM })
      const { stdout, stderr, status } = await runCli(['check', 'a.yaml', '--format', format], { cwd })
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
      expect(stdout).toContain('k3s-local-path')
      const toFile = await runCli(['check', 'a.yaml', '--format', format, '--output', 'report'], { cwd })
      expect(toFile).toMatchObject({ status: 1, stdout: '', stderr: '' })
      expect(readFileSync(join(cwd, 'report'), 'utf8')).toContain('k3s-local-path')
      expect(readdirSync(cwd).toSorted()).toEqual(['a.yaml', 'report'])
    },
  )

  it('replaces a report whole, through a link and with its rights, and writes to a device', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM, 'reports/real': 'old' })
    symlinkSync('reports/real', join(cwd, 'link'))
    chmodSync(join(cwd, 'reports/real'), 0o640)
    await runCli(['check', 'a.yaml', '--format', 'json', '--output', 'link'], { cwd })
    expect(JSON.parse(readFileSync(join(cwd, 'reports/real'), 'utf8'))).toHaveProperty('schemaVersion', 1)
    expect(statSync(join(cwd, 'reports/real')).mode & 0o777).toBe(0o640)
    expect((await runCli(['check', 'a.yaml', '--output', '/dev/null'], { cwd })).status).toBe(1)
    expect(statSync('/dev/null').isFile()).toBe(false)
  })

  it('colour: on a terminal, not in a file, not with NO_COLOR or --no-color; FORCE_COLOR without a terminal', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    const colored = async (flags: string[], isTTY: boolean, environment = {}): Promise<boolean> =>
      (await runCli(['check', 'a.yaml', ...flags], { cwd, isTTY, environment })).stdout.includes('\u001B[')
    expect(await colored([], true)).toBe(true)
    expect(await colored([], false)).toBe(false)
    expect(await colored(['--no-color'], true)).toBe(false)
    expect(await colored([], true, { NO_COLOR: '1' })).toBe(false)
    expect(await colored([], true, { TERM: 'dumb' })).toBe(false)
    expect(await colored([], false, { FORCE_COLOR: '1' })).toBe(true)
    expect(await colored([], true, { FORCE_COLOR: '0' })).toBe(false)
    await runCli(['check', 'a.yaml', '--output', 'report.txt'], { cwd, isTTY: true })
    expect(readFileSync(join(cwd, 'report.txt'), 'utf8')).not.toContain('\u001B[')
  })

  it('progress only on a terminal, and taken away again', async () => {
    const cwd = temporaryFolder(
      Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`${index}.yaml`, FINE.replace('settings', `settings-${index}`)])),
    )
    expect((await runCli(['check'], { cwd })).stderr).toBe('')
    expect((await runCli(['check', '--quiet'], { cwd, isTTY: true })).stderr).toBe('')
    expect((await runCli(['check'], { cwd, isTTY: true })).stderr).toMatch(new RegExp(`^${CLEAR}reading, \\d+ files.*${CLEAR}$`, 's'))
  })

  it('--log-format json: one object a line, with the run', async () => {
    const failed = await runCli(['check', 'nothing-here.yaml', '--log-format', 'json'], { cwd: temporaryFolder() })
    expect(JSON.parse(failed.stderr)).toEqual({
      time: expect.any(String),
      level: 'error',
      runId: expect.any(String),
      code: 'INPUT_NOT_FOUND',
      category: 'validation',
      message: expect.any(String),
      remedy: expect.any(String),
    })
    const cwd = temporaryFolder({ 'a.yaml': CLAIM, 'aks-copilot.yaml': 'log: { format: json }\n' })
    const notice = await runCli(['check', 'a.yaml', '--baseline', 'b.json', '--update-baseline'], { cwd })
    const lines = notice.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.at(-1)).toMatchObject({ level: 'info', message: expect.stringContaining('are now the baseline b.json') })
    expect(new Set(lines.map(({ runId }) => runId)).size).toBe(1)
  })
})
